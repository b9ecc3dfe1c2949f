package io.keysweep.certificate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command that verifies a certificate, with nothing of the service started: {@code --verify-certificate FILE --key FILE
 * [--leaves FILE]}. The key file is a JWK set, a JWK or a public key in PEM; get it on another way than the certificate.
 */
public final class VerifyCertificate {

    /** The first argument. */
    public static final String COMMAND = "--verify-certificate";

    /** The {@code typ} in the header of a certificate. */
    public static final String TYPE = "keysweep-deletion-certificate";

    private static final String USAGE =
            "usage: " + COMMAND + " certificate.jws --key jwks.json [--leaves leaves.ndjson]";
    private static final int WITHOUT_LEAVES = 4;
    private static final int WITH_LEAVES = 6;

    private VerifyCertificate() {}

    /**
     * Runs the command.
     *
     * @return 0 if all is as the certificate says, 1 if not, 2 if there is nothing to check
     */
    public static int run(List<String> arguments, PrintStream out) {
        boolean complete = arguments.size() == WITHOUT_LEAVES
                || arguments.size() == WITH_LEAVES && arguments.get(4).equals("--leaves");
        if (!complete || !arguments.get(2).equals("--key")) {
            out.println(USAGE);
            return 2;
        }
        try {
            return check(arguments, out);
        } catch (RefusedException e) {
            out.println("NOT VALID: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            out.println("cannot read: " + e.getMessage());
            return 2;
        }
    }

    private static int check(List<String> arguments, PrintStream out) throws IOException, RefusedException {
        JsonNode claims = SignedDocument.claims(
                Files.readString(Path.of(arguments.get(1))), Files.readString(Path.of(arguments.get(3))), TYPE);
        if (arguments.size() == WITH_LEAVES) {
            try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments.get(5)))) {
                CertificateCheck.leaves(claims, lines);
            }
        }
        out.println(
                "signature valid" + (arguments.size() == WITH_LEAVES ? ", root computed again from the leaves" : ""));
        out.println(claims.toPrettyString());
        return 0;
    }
}
