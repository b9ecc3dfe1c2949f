package io.keysweep.chaos;

import java.io.IOException;
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

    private final ServerSocket listener;
    private final Set<ProxiedConnection> links = ConcurrentHashMap.newKeySet();
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
        links.forEach(ProxiedConnection::reset);
    }

    /** Resets some connections. */
    void cutSome(double share) {
        links.stream().filter(link -> chance(share)).forEach(ProxiedConnection::reset);
    }

    /** All connections stay open and nothing passes any more, for ever: what is left when a cable is drawn. New ones work. */
    void silence() {
        links.forEach(ProxiedConnection::goSilent);
    }

    /**
     * Lets one connection go silent in the middle of a transaction: once the server has done the next statement of which
     * this is a part, nothing passes any more, and to the server the client seems to think.
     */
    void silenceAfter(String statement) {
        trap.set(statement.getBytes(StandardCharsets.UTF_8));
        // Replicas keep statements prepared; on a new connection the text passes once more.
        cut();
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
        links.stream().filter(ProxiedConnection::silent).forEach(ProxiedConnection::reset);
    }

    /** Whether the answer to the next request of a connection is to get lost. */
    boolean dropsAnswer() {
        return chance(dropShare);
    }

    /** Notes that it got lost. */
    void dropped() {
        droppedAnswers.incrementAndGet();
    }

    /** Whether this request has the statement that a connection is to go silent after; true once. */
    boolean springsTrap(byte[] request) {
        byte[] statement = trap.get();
        return statement != null && contains(request, statement) && trap.compareAndSet(statement, null);
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }

    /** Forgets a connection that is closed. */
    void forget(ProxiedConnection link) {
        links.remove(link);
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
            ProxiedConnection link =
                    new ProxiedConnection(this, client, new Socket(InetAddress.getLoopbackAddress(), target));
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

    /** Whether the dice say so. */
    boolean chance(double share) {
        synchronized (random) {
            return share > 0 && random.nextDouble() < share;
        }
    }

    /** Takes as long as something takes to pass now. */
    void delay() {
        long most = latency.toNanos();
        if (most > 0) {
            synchronized (random) {
                most = (long) (most * random.nextDouble());
            }
            LockSupport.parkNanos(most);
        }
    }

    /** Closes it at once, with a reset. */
    static void reset(Socket socket) {
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
}
