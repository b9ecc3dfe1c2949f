package io.keysweep.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AesGcmPropertyTest {

    private static final int NONCE_AND_TAG = 28;

    @Provide
    Arbitrary<byte[]> keys() {
        return Arbitraries.bytes().array(byte[].class).ofSize(AesGcm.KEY_BYTES);
    }

    @Property
    void opensWhatItSealed(@ForAll("keys") byte[] key, @ForAll byte[] plain, @ForAll byte[] purpose) {
        byte[] sealed = AesGcm.seal(key, plain, purpose);

        assertEquals(plain.length + NONCE_AND_TAG, sealed.length);
        assertArrayEquals(plain, AesGcm.open(key, sealed, purpose));
    }

    @Property
    void sealsDifferentlyEachTime(@ForAll("keys") byte[] key, @ForAll byte[] plain) {
        assertFalse(Arrays.equals(AesGcm.seal(key, plain, new byte[0]), AesGcm.seal(key, plain, new byte[0])));
    }

    @Property
    void opensWithTheSameKeyAndPurposeOnly(
            @ForAll("keys") byte[] key,
            @ForAll("keys") byte[] otherKey,
            @ForAll byte[] purpose,
            @ForAll byte[] otherPurpose) {
        byte[] sealed = AesGcm.seal(key, new byte[] {1, 2, 3}, purpose);

        Assume.that(!Arrays.equals(key, otherKey) && !Arrays.equals(purpose, otherPurpose));
        assertThrows(UnwrapException.class, () -> AesGcm.open(otherKey, sealed, purpose));
        assertThrows(UnwrapException.class, () -> AesGcm.open(key, sealed, otherPurpose));
    }

    @Property
    void doesNotOpenOnceAnyBitIsChanged(
            @ForAll("keys") byte[] key, @ForAll byte[] plain, @ForAll @IntRange(max = 1_000_000) int any) {
        byte[] sealed = AesGcm.seal(key, plain, new byte[0]);
        int bit = any % (sealed.length * 8);

        sealed[bit / 8] ^= (byte) (1 << bit % 8);

        assertThrows(UnwrapException.class, () -> AesGcm.open(key, sealed, new byte[0]));
    }

    @Property
    void doesNotOpenWhatIsCutShort(
            @ForAll("keys") byte[] key, @ForAll byte[] plain, @ForAll @IntRange(max = 1_000_000) int any) {
        byte[] sealed = AesGcm.seal(key, plain, new byte[0]);
        byte[] cut = Arrays.copyOf(sealed, any % sealed.length);

        assertThrows(UnwrapException.class, () -> AesGcm.open(key, cut, new byte[0]));
    }

    @Property
    void opensNoNoise(@ForAll("keys") byte[] key, @ForAll @Size(max = 100) byte[] noise) {
        assertThrows(UnwrapException.class, () -> AesGcm.open(key, noise, new byte[0]));
    }

    @Property
    void takesKeysOf32BytesOnly(@ForAll @Size(max = 70) byte[] key) {
        Assume.that(key.length != AesGcm.KEY_BYTES);

        assertThrows(IllegalArgumentException.class, () -> AesGcm.seal(key, new byte[1], new byte[0]));
    }
}
