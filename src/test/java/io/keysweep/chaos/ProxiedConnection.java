package io.keysweep.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.Predicate;

/** A connection of a client to the {@link FaultProxy}, and the one to the server that belongs to it. */
final class ProxiedConnection {

    // ReadyForQuery: 'Z', a length of 5, and whether a transaction is open. The server has done all that it was asked.
    private static final int READY_LENGTH = 6;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;
    private volatile boolean mute;
    private volatile boolean trapped;
    private boolean parsed;

    ProxiedConnection(FaultProxy proxy, Socket client, Socket server) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    /** From now on nothing passes, and nobody is told. */
    void goSilent() {
        silent = true;
    }

    /** Whether nothing passes. */
    boolean silent() {
        return silent;
    }

    /** Carries requests until an end closes. */
    void requests() {
        pump(client, server, this::passRequest);
    }

    /** Carries answers until an end closes. */
    void answers() {
        pump(server, client, this::passAnswer);
    }

    private boolean passRequest(byte[] bytes) {
        // Before it is forwarded: the answer may be faster than this thread.
        mute = mute || proxy.dropsAnswer();
        // A statement is parsed with one message and executed with the next.
        trapped = trapped || parsed;
        parsed = parsed || proxy.springsTrap(bytes);
        return true;
    }

    private boolean passAnswer(byte[] bytes) {
        if (trapped && done(bytes)) {
            silent = true;
        }
        if (mute && done(bytes)) {
            proxy.dropped();
            reset();
        }
        return !mute;
    }

    private static boolean done(byte[] bytes) {
        int at = bytes.length - READY_LENGTH;
        return at >= 0 && bytes[at] == 'Z' && bytes[at + 4] == 5;
    }

    private void pump(Socket from, Socket to, Predicate<byte[]> passes) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            int length;
            while ((length = in.read(buffer)) >= 0) {
                byte[] bytes = Arrays.copyOf(buffer, length);
                proxy.delay();
                if (!silent && passes.test(bytes) && !silent) {
                    out.write(bytes);
                }
            }
        } catch (IOException e) {
            // One end broke: so does the other.
        }
        if (!silent) {
            reset();
        }
    }

    /** Breaks both ends. */
    void reset() {
        proxy.forget(this);
        FaultProxy.reset(client);
        FaultProxy.reset(server);
    }
}
