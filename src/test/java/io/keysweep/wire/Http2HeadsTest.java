package io.keysweep.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Which bytes of HTTP/2 leave something begun. */
class Http2HeadsTest {

    private static final String PREFACE = "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a";
    private static final String SETTINGS = "000000040000000000";
    private static final String HEAD = "000001010400000001" + "82";
    private static final String BEGIN_OF_HEAD = "000001010000000001" + "82";
    private static final String CONTINUATION = "000001090000000001" + "84";
    private static final String LAST_CONTINUATION = "000001090400000001" + "84";
    private static final String DATA = "000004000000000001";

    private final Http2Heads heads = new Http2Heads();

    private boolean read(String hex) {
        return heads.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
    }

    @Test
    void thePrefaceIsBegunUntilItIsComplete() {
        assertTrue(read(PREFACE.substring(0, 20)));
        assertFalse(read(PREFACE.substring(20)));
    }

    @Test
    void aFrameIsBegunUntilItIsComplete() {
        read(PREFACE);
        assertFalse(read(SETTINGS));
        assertTrue(read(HEAD.substring(0, 2)));
        assertTrue(read(HEAD.substring(2, 18)));
        assertFalse(read(HEAD.substring(18)));
    }

    @Test
    void aHeadIsBegunUntilItsLastFrameIs() {
        read(PREFACE + SETTINGS);
        long before = heads.complete();
        assertTrue(read(BEGIN_OF_HEAD));
        assertTrue(read(CONTINUATION));
        assertEquals(before, heads.complete(), "the time goes on");
        assertFalse(read(LAST_CONTINUATION));
        assertEquals(before + 1, heads.complete());
    }

    @Test
    void dataMayTakeItsTime() {
        read(PREFACE + SETTINGS + HEAD);
        assertFalse(read(DATA));
        assertFalse(read("0102"));
        assertFalse(read("0304"));
        assertTrue(read("00"));
    }

    @Test
    void whatIsBegunAtTheEndOfARunOfFramesIsNew() {
        read(PREFACE + SETTINGS);
        assertTrue(read(BEGIN_OF_HEAD));
        long before = heads.complete();
        assertTrue(read(LAST_CONTINUATION + SETTINGS + "0000"));
        assertEquals(before + 2, heads.complete());
    }
}
