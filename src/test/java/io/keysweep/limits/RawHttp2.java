package io.keysweep.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** A client that speaks HTTP/2 a frame at a time (RFC 9113, 4.1), as slowly as a test likes. */
final class RawHttp2 implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;

    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int MOST_IN_A_BYTE = 127;
    private static final int REST_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;

    /** A frame of the server's. */
    record Frame(int type, int stream, byte[] payload) {}

    RawHttp2() throws IOException {
        socket = new Socket("localhost", RestAssured.port);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        send(SETTINGS, 0, 0, new byte[0]);
    }

    /** Begins a request; pairs of name and value, the pseudo-headers first. */
    void head(int stream, boolean whole, String... fields) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0); // A literal that is not kept, with a new name.
            text(block, fields[i]);
            text(block, fields[i + 1]);
        }
        send(HEADERS, whole ? END_HEADERS | END_STREAM : END_HEADERS, stream, block.toByteArray());
    }

    private static void text(ByteArrayOutputStream block, String text) {
        length(block, text.length());
        block.writeBytes(text.getBytes(US_ASCII));
    }

    // RFC 7541, 5.1, with a prefix of seven bits.
    private static void length(ByteArrayOutputStream block, int length) {
        if (length < MOST_IN_A_BYTE) {
            block.write(length);
            return;
        }
        block.write(MOST_IN_A_BYTE);
        int rest = length - MOST_IN_A_BYTE;
        while (rest > MOST_IN_A_BYTE) {
            block.write(rest & MOST_IN_A_BYTE | MOST_IN_A_BYTE + 1);
            rest >>= 7;
        }
        block.write(rest);
    }

    /** Sends some of a body. */
    void data(int stream, byte... bytes) throws IOException {
        send(DATA, 0, stream, bytes);
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        socket.getOutputStream().write(frame.array());
    }

    /** The next frame; empty if none has begun within the time. */
    Optional<Frame> next(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        int first;
        try {
            first = in.readUnsignedByte();
        } catch (SocketTimeoutException quiet) {
            return Optional.empty();
        }
        socket.setSoTimeout(REST_MILLIS);
        int length = first << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        return Optional.of(new Frame(type, stream, payload));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
