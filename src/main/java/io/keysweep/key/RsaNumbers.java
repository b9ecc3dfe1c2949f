package io.keysweep.key;

import java.math.BigInteger;
import java.security.interfaces.RSAPrivateCrtKey;

/**
 * The numbers of an RSA private key, as RFC 8017 (3.2) names them. The JDK takes them as they come, and computes with primes and
 * exponents of whatever size: a signature by primes of some 100,000 bits takes hours, though the modulus is of 2048.
 *
 * @param n modulus
 * @param e public exponent
 * @param d private exponent
 * @param dP exponent of the first prime
 * @param dQ exponent of the second
 * @param qInv coefficient
 */
record RsaNumbers(
        BigInteger n,
        BigInteger e,
        BigInteger d,
        BigInteger p,
        BigInteger q,
        BigInteger dP,
        BigInteger dQ,
        BigInteger qInv) {

    static RsaNumbers of(RSAPrivateCrtKey key) {
        return new RsaNumbers(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient());
    }

    /** Whether computing with them takes no longer than the modulus asks for. Whether they are a key, only a signature tells. */
    boolean fit() {
        return below(e, n)
                && below(d, n)
                && below(p, n)
                && below(q, n)
                && below(dP, p)
                && below(dQ, q)
                && below(qInv, p)
                && p.multiply(q).equals(n);
    }

    private static boolean below(BigInteger number, BigInteger bound) {
        return number.signum() > 0 && number.compareTo(bound) < 0;
    }
}
