package io.keysweep.key;

import java.math.BigInteger;
import java.security.interfaces.RSAPrivateCrtKey;

/**
 * The numbers of an RSA private key (RFC 8017, 3.2). The JDK takes them as they come, and computes with primes and exponents of
 * whatever size: a signature by primes of some 100,000 bits takes hours, though the modulus is of 2048.
 */
final class RsaNumbers {

    private RsaNumbers() {}

    /** Whether computing with them takes no longer than the modulus asks for. Whether they are a key, only a signature tells. */
    static boolean fit(RSAPrivateCrtKey key) {
        BigInteger n = key.getModulus();
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        return below(key.getPublicExponent(), n)
                && below(key.getPrivateExponent(), n)
                && below(p, n)
                && below(q, n)
                && below(key.getPrimeExponentP(), p)
                && below(key.getPrimeExponentQ(), q)
                && below(key.getCrtCoefficient(), p)
                && p.multiply(q).equals(n);
    }

    private static boolean below(BigInteger number, BigInteger bound) {
        return number.signum() > 0 && number.compareTo(bound) < 0;
    }
}
