package io.keysweep.fuzz;

import io.keysweep.auth.BearerTokenFuzz;
import io.keysweep.azure.AzureTextFuzz;
import io.keysweep.bulkjob.SelectionFuzz;
import io.keysweep.connection.ClientCertificateFuzz;
import io.keysweep.http.TimeBoundFuzz;
import io.keysweep.key.KeyMaterialFuzz;
import io.keysweep.key.PublicKeyPemFuzz;
import io.keysweep.listing.ListingFuzz;
import io.keysweep.schedule.CronFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The parsers of ours that read what somebody else wrote, each with the rules that it must not break. */
enum Parser {
    SELECTION(SelectionFuzz.class, SelectionFuzz::fuzzerTestOneInput),
    TIMES(TimeBoundFuzz.class, TimeBoundFuzz::fuzzerTestOneInput),
    LISTING(ListingFuzz.class, ListingFuzz::fuzzerTestOneInput),
    CRON(CronFuzz.class, CronFuzz::fuzzerTestOneInput),
    TOKEN(BearerTokenFuzz.class, BearerTokenFuzz::fuzzerTestOneInput),
    CERTIFICATE(ClientCertificateFuzz.class, ClientCertificateFuzz::fuzzerTestOneInput),
    KEY_MATERIAL(KeyMaterialFuzz.class, KeyMaterialFuzz::fuzzerTestOneInput),
    PUBLIC_KEY(PublicKeyPemFuzz.class, PublicKeyPemFuzz::fuzzerTestOneInput),
    AZURE_TEXT(AzureTextFuzz.class, AzureTextFuzz::fuzzerTestOneInput);

    private final Class<?> target;
    private final Consumer<byte[]> rules;

    Parser(Class<?> target, Consumer<byte[]> rules) {
        this.target = target;
        this.rules = rules;
    }

    /** The class that Jazzer runs. */
    String target() {
        return target.getName();
    }

    /** Throws whatever the input breaks. */
    void take(byte[] input) {
        rules.accept(input);
    }

    /** Where its seeds are: inputs that get far, and every one that has found a bug. */
    Path corpus() {
        return Path.of("src/test/resources/fuzz", name().toLowerCase(Locale.ROOT));
    }

    /** The seeds. */
    List<Path> seeds() {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
