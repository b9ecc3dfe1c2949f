package io.keysweep.certificate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command that verifies a certificate, or a checkpoint of the audit, with nothing of the service started:
 * {@code --verify-certificate FILE --key FILE [--leaves FILE]}. A checkpoint has no leaves. The key file is a JWK set, a
 * JWK or a public key in PEM; get it on another way than what is to be verified.
 */
public final class VerifyCertificate {

    /** The first argument. */
    public static final String COMMAND = "--verify-certificate";

    /** The {@code typ} in the header of a certificate. */
    public static final String TYPE = "keysweep-deletion-certificate";

    /** The same of a checkpoint of the audit. */
    public static final String CHECKPOINT_TYPE = "keysweep-audit-checkpoint";

    private static final String USAGE = "usage: " + COMMAND
            + " certificate.jws --key jwks.json [--leaves leaves.ndjson], or " + COMMAND
            + " checkpoint.jws --key jwks.json";
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
        String jws = Files.readString(Path.of(arguments.get(1)));
        String type = SignedDocument.type(jws).equals(CHECKPOINT_TYPE) ? CHECKPOINT_TYPE : TYPE;
        JsonNode claims = SignedDocument.claims(jws, Files.readString(Path.of(arguments.get(3))), type);
        boolean withLeaves = arguments.size() == WITH_LEAVES;
        if (withLeaves) {
            checkLeaves(type, claims, Path.of(arguments.get(5)));
        }
        out.println("signature valid, it is a " + type + (withLeaves ? ", root computed again from the leaves" : ""));
        out.println(claims.toPrettyString());
        return 0;
    }

    private static void checkLeaves(String type, JsonNode claims, Path leaves) throws IOException, RefusedException {
        if (type.equals(CHECKPOINT_TYPE)) {
            throw new RefusedException("a checkpoint has no leaves");
        }
        try (BufferedReader lines = Files.newBufferedReader(leaves)) {
            CertificateCheck.leaves(claims, lines);
        }
    }
}
