package io.keysweep.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.support.LoggedRecords;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalKeyFileTest {

    private static final byte[] DATA_KEY = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);

    @TempDir
    Path directory;

    private Path file(String content) {
        try {
            return Files.writeString(Files.createTempFile(directory, "wrapping", ".key"), content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String key(int bytes, int fill) {
        byte[] key = new byte[bytes];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    private static LocalKeyFile of(Path file) {
        return new LocalKeyFile(Optional.ofNullable(file), LaunchMode.NORMAL);
    }

    private static <T> T now(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }

    private static void assertOnlyProblem(String start, LocalKeyFile keyFile) {
        List<String> problems = keyFile.problems();
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).startsWith("keysweep.encryption.key-file: " + start), problems::toString);
        assertTrue(problems.get(0).contains("openssl rand -base64 32"), problems::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "  \n"})
    void takesAKeyOf32BytesWithWhateverBlanksAroundIt(String end) {
        assertEquals(List.of(), of(file(key(32, 7) + end)).problems());
    }

    @ParameterizedTest
    @CsvSource({"r--------, 1", "r--r-----, 1", "r--r--r--, 2", "rw-rw----, 2"})
    void warnsOfAFileThatOthersMayReadOrAGroupMayWrite(String permissions, int warnings) throws IOException {
        Path path = file(key(32, 7));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        try (LoggedRecords log = LoggedRecords.of(LocalKeyFile.class.getName())) {
            of(path).warn(null);

            assertEquals(warnings, log.lines().size(), log.lines()::toString);
        }
    }

    @Test
    void saysThatNoFileIsSet() {
        assertOnlyProblem("not set", of(null));
    }

    @Test
    void saysThatTheFileIsNotThere() {
        Path missing = directory.resolve("missing.key");

        assertOnlyProblem(missing + " cannot be read (NoSuchFileException)", of(missing));
    }

    @Test
    void saysThatTheFileIsADirectory() {
        assertOnlyProblem(directory + " cannot be read (IOException)", of(directory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "====", "AAAA\nAAAA", "AAAAA", "\u00e4\u00f6\u00fc"})
    void saysThatTheFileIsNotBase64(String content) {
        Path file = file(content);
        LocalKeyFile keyFile = of(file);

        List<String> problems = keyFile.problems();

        assertEquals(1, problems.size());
        assertTrue(
                problems.get(0).startsWith("keysweep.encryption.key-file: " + file + " is not base64")
                        || problems.get(0).contains("cannot be read (MalformedInputException)"),
                problems::toString);
        assertFalse(problems.get(0).contains(content), "not a word of what may be a key");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 31, 33, 64})
    void saysHowLongAKeyOfAnotherLengthIs(int bytes) {
        Path file = file(key(bytes, 1));

        assertOnlyProblem(file + " holds " + bytes + " bytes in base64, must be 32", of(file));
    }

    @Test
    void unwrapsWhatItWrapped() {
        LocalKeyFile keyFile = of(file(key(32, 1)));
        byte[] wrapped = now(keyFile.wrap(DATA_KEY, "data"));

        assertArrayEquals(DATA_KEY, now(keyFile.unwrap(wrapped, keyFile.name(), "data")));
        LocalKeyFile replica = of(file(key(32, 1)));
        assertArrayEquals(DATA_KEY, now(replica.unwrap(wrapped, replica.name(), "data")));
    }

    @Test
    void doesNotUnwrapForAnotherPurposeOrWithAnotherKey() {
        LocalKeyFile keyFile = of(file(key(32, 1)));
        LocalKeyFile other = of(file(key(32, 2)));
        byte[] wrapped = now(keyFile.wrap(DATA_KEY, "data"));

        assertThrows(UnwrapException.class, () -> now(keyFile.unwrap(wrapped, keyFile.name(), "signing")));
        assertThrows(UnwrapException.class, () -> now(other.unwrap(wrapped, other.name(), "data")));
        UnwrapException named =
                assertThrows(UnwrapException.class, () -> now(other.unwrap(wrapped, keyFile.name(), "data")));
        assertTrue(named.getMessage().contains(keyFile.name())
                && named.getMessage().contains(other.name()));
    }

    @Test
    void hasANameThatTellsKeysApartAndDoesNotTellTheKey() {
        LocalKeyFile keyFile = of(file(key(32, 1)));

        assertTrue(keyFile.name().matches("local-file:[0-9a-f]{16}"), keyFile.name());
        assertEquals(keyFile.name(), of(file(key(32, 1) + "\n")).name());
        assertNotEquals(keyFile.name(), of(file(key(32, 2))).name());
        assertFalse(keyFile.name().contains("01010101"));
    }
}
