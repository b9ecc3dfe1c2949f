package io.keysweep.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/** Ports of this machine for what a test starts. */
public final class Ports {

    private Ports() {}

    /** One that nobody listens at now. Whoever starts soon has it to itself, most likely. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
