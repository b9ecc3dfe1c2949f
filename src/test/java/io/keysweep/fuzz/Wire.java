package io.keysweep.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/** HTTP/1.1 as it is written, which no client library would send. A connection is kept until it is closed or in doubt. */
final class Wire implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int SWITCHING = 101;
    private static final int NO_CONTENT = 204;

    private final int port;
    private Socket socket;
    private InputStream input;

    Wire(int port) {
        this.port = port;
    }

    /** An answer, its body as text. Names of headers are taken in any case. */
    record Answer(int status, TreeMap<String, String> headers, String body) {}

    /**
     * Sends a request.
     *
     * @return empty if the connection was closed without an answer
     * @throws SocketTimeoutException if there is neither
     */
    Optional<Answer> send(byte[] request, boolean head, boolean framed) throws IOException {
        boolean kept = socket != null;
        try {
            return Optional.of(exchange(request, head, framed));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            close();
            // A kept connection may have been closed after the answer before.
            return kept ? send(request, head, framed) : Optional.empty();
        }
    }

    private Answer exchange(byte[] request, boolean head, boolean framed) throws IOException {
        if (socket == null || !framed) {
            close();
            socket = new Socket("localhost", port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            input = new BufferedInputStream(socket.getInputStream());
        }
        socket.getOutputStream().write(request);
        if (!framed) {
            socket.shutdownOutput();
        }
        Answer answer = read(head);
        boolean close = "close".equalsIgnoreCase(answer.headers().get("Connection"));
        if (close || !framed || answer.status() == SWITCHING) {
            close();
        }
        return answer;
    }

    private Answer read(boolean head) throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        if (status < 200 && status != SWITCHING) {
            return read(head);
        }
        boolean none = head || status == SWITCHING || status == NO_CONTENT;
        return new Answer(status, headers, none ? "" : new String(body(headers), StandardCharsets.UTF_8));
    }

    private byte[] body(TreeMap<String, String> headers) throws IOException {
        if (headers.getOrDefault("Transfer-Encoding", "").equals("chunked")) {
            return chunks();
        }
        String length = headers.get("Content-Length");
        return length == null ? input.readAllBytes() : exactly(Integer.parseInt(length));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int length = chunk(); length > 0; length = chunk()) {
            body.writeBytes(exactly(length));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("cut off");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException("closed");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is given up anyway.
        }
        socket = null;
    }
}
