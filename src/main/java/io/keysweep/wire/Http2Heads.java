package io.keysweep.wire;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of an HTTP/2 connection (RFC 9113, 4.1) as far as it takes to know whether the client is in the middle of
 * something that it ought to send without a pause: its preface, a frame that is not data, or the frames of one head. Sees every
 * byte once and keeps none; what they mean is for the decoder.
 */
final class Http2Heads {

    private static final int PREFACE = 24;
    private static final int FRAME_HEADER = 9;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private int skip = PREFACE;
    private int headerBytes;
    private int length;
    private int type = -1;
    private int flags;
    private boolean head;
    private long complete;

    /** Takes note of what was read; true if something is begun and not complete. */
    boolean read(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            at += skip > 0 ? skip(bytes.writerIndex() - at) : header(bytes.getUnsignedByte(at));
        }
        return head || headerBytes > 0 || skip > 0 && type != DATA;
    }

    /** How much has been completed so far, to tell one thing that is begun from the next. */
    long complete() {
        return complete;
    }

    private int skip(int available) {
        int skipped = Math.min(skip, available);
        skip -= skipped;
        if (skip == 0) {
            end();
        }
        return skipped;
    }

    private int header(int octet) {
        if (headerBytes < LENGTH_BYTES) {
            length = headerBytes == 0 ? octet : length << 8 | octet;
        } else if (headerBytes == TYPE_AT) {
            type = octet;
        } else if (headerBytes == FLAGS_AT) {
            flags = octet;
        }
        headerBytes++;
        if (headerBytes == FRAME_HEADER) {
            begin();
        }
        return 1;
    }

    private void begin() {
        headerBytes = 0;
        skip = length;
        head = head || type == HEADERS;
        if (skip == 0) {
            end();
        }
    }

    // Within a head nothing but its own continuations may come, which the decoder sees to.
    private void end() {
        if ((type == HEADERS || type == CONTINUATION) && (flags & END_HEADERS) != 0) {
            head = false;
        }
        if (!head) {
            complete++;
        }
    }
}
