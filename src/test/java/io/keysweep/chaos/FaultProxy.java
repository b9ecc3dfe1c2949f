package io.keysweep.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between the service and PostgreSQL and does what networks do: it is slow, it breaks, it goes silent, it leads to
 * another server. And what they do at the worst moment: it lets a request through, waits until the server has done and
 * answered it, and then breaks without the answer, so that the client cannot know.
 */
final class FaultProxy implements AutoCloseable {

    // ReadyForQuery: 'Z', a length of 5, and whether a transaction is open. The server has done all that it was asked.
    private static final int READY_LENGTH = 6;

    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong droppedAnswers = new AtomicLong();
    private final Random random;

    private volatile int target;
    private volatile boolean refusing;
    private volatile Duration latency = Duration.ZERO;
    private volatile double dropShare;
    private final AtomicReference<byte[]> trap = new AtomicReference<>();

    private FaultProxy(int target, long seed) throws IOException {
        this.target = target;
        this.random = new Random(seed);
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    }

    /** Leads from a free port to the one given, at first without any fault. */
    static FaultProxy to(int target, long seed) {
        try {
            FaultProxy proxy = new FaultProxy(target, seed);
            proxy.daemon("chaos-proxy", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect. */
    int port() {
        return listener.getLocalPort();
    }

    /** From now on everything that passes takes up to so long, either way. */
    void latency(Duration most) {
        latency = most;
    }

    /** From now on this share of the requests is done by the server and never answered; the connection is reset. */
    void dropAnswers(double share) {
        dropShare = share;
    }

    /** How many answers were dropped so far. */
    long droppedAnswers() {
        return droppedAnswers.get();
    }

    /** Resets all connections. */
    void cut() {
        links.forEach(Link::reset);
    }

    /** Resets some connections. */
    void cutSome(double share) {
        links.stream().filter(link -> chance(share)).forEach(Link::reset);
    }

    /** All connections stay open and nothing passes any more, for ever: what is left when a cable is drawn. New ones work. */
    void silence() {
        links.forEach(link -> link.silent = true);
    }

    /**
     * Lets one connection go silent in the middle of a transaction: once the server has done the next statement of which this is
     * a part, nothing passes any more, and to the server the client seems to think.
     */
    void silenceAfter(String statement) {
        trap.set(statement.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether that has happened. */
    boolean trapped() {
        return trap.get() == null;
    }

    /** Whether new connections are refused. */
    void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** Leads all new connections elsewhere, and resets the ones that are. */
    void lead(int elsewhere) {
        target = elsewhere;
        cut();
    }

    /** No fault any more; connections that went silent are reset. */
    void heal() {
        latency = Duration.ZERO;
        dropShare = 0;
        refusing = false;
        links.stream().filter(link -> link.silent).forEach(Link::reset);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // The listener is closed, or the client has gone again.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        if (refusing) {
            reset(client);
            return;
        }
        try {
            Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target));
            links.add(link);
            daemon("chaos-request", link::requests);
            daemon("chaos-answer", link::answers);
        } catch (IOException e) {
            reset(client);
        }
    }

    private void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private boolean chance(double share) {
        synchronized (random) {
            return share > 0 && random.nextDouble() < share;
        }
    }

    private void delay() {
        long most = latency.toNanos();
        if (most > 0) {
            synchronized (random) {
                most = (long) (most * random.nextDouble());
            }
            LockSupport.parkNanos(most);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    /** One connection of a client and the one to the server that belongs to it. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        private volatile boolean silent;
        private volatile boolean mute;
        private volatile boolean trapped;
        private boolean parsed;

        private Link(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        private void requests() {
            pump(client, server, bytes -> {
                // Before it is forwarded: the answer may be faster than this thread.
                mute = mute || chance(dropShare);
                // A statement is parsed with one message and executed with the next.
                trapped = trapped || parsed;
                parsed = parsed || springsTrap(bytes);
                return true;
            });
        }

        private boolean springsTrap(byte[] bytes) {
            byte[] statement = trap.get();
            return statement != null && contains(bytes, statement) && trap.compareAndSet(statement, null);
        }

        private void answers() {
            pump(server, client, bytes -> {
                if (trapped && done(bytes)) {
                    silent = true;
                }
                if (mute && done(bytes)) {
                    droppedAnswers.incrementAndGet();
                    reset();
                }
                return !mute;
            });
        }

        private void pump(Socket from, Socket to, Filter filter) {
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                int length;
                while ((length = in.read(buffer)) >= 0) {
                    byte[] bytes = java.util.Arrays.copyOf(buffer, length);
                    delay();
                    if (!silent && filter.passes(bytes) && !silent) {
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

        private static boolean contains(byte[] bytes, byte[] part) {
            return new String(bytes, StandardCharsets.ISO_8859_1)
                    .contains(new String(part, StandardCharsets.ISO_8859_1));
        }

        private static boolean done(byte[] bytes) {
            int at = bytes.length - READY_LENGTH;
            return at >= 0 && bytes[at] == 'Z' && bytes[at + 4] == 5;
        }

        private void reset() {
            links.remove(this);
            FaultProxy.reset(client);
            FaultProxy.reset(server);
        }
    }

    /** Whether bytes go on. */
    private interface Filter {
        boolean passes(byte[] bytes);
    }
}
