package io.keysweep.audit;

import io.keysweep.certificate.VerifyCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the verifier says of a certificate: how it ends, and what it prints. */
record Verdict(int code, String said) {

    /** On these, put into files of that directory; leaves may be null. */
    static Verdict on(Path directory, String jws, String keys, String leaves) throws IOException {
        Path certificate = Files.writeString(directory.resolve("certificate.jws"), jws);
        Path keyFile = Files.writeString(directory.resolve("keys.json"), keys);
        List<String> arguments = new ArrayList<>(
                List.of(VerifyCertificate.COMMAND, certificate.toString(), "--key", keyFile.toString()));
        if (leaves != null) {
            arguments.add("--leaves");
            arguments.add(Files.writeString(directory.resolve("leaves.ndjson"), leaves)
                    .toString());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = VerifyCertificate.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Verdict(code, out.toString(StandardCharsets.UTF_8));
    }
}
