package io.keysweep.account;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * So many places in all, and so many of them in one name. Who finds none waits in the line of its name, and the lines take
 * turns. Called by any thread.
 */
final class FairPlaces {

    private final int all;
    private final int each;
    // In the order of their turns. One without places and waiters is forgotten.
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private int taken;

    FairPlaces(int all, int each) {
        if (all < 1 || each < 1) {
            throw new IllegalArgumentException(each + " of " + all);
        }
        this.all = all;
        this.each = each;
    }

    /**
     * Takes a place, or waits for one.
     *
     * @param admitted run once there is a place: now, or later by the thread that left it; it must neither fail nor block
     */
    Place enter(String name, Runnable admitted) {
        Place place = new Place(name, admitted);
        if (admitOrQueue(place)) {
            admitted.run();
        }
        return place;
    }

    private synchronized boolean admitOrQueue(Place place) {
        Line line = lines.computeIfAbsent(place.name, name -> new Line());
        if (taken < all && line.taken < each) {
            admit(line, place);
            return true;
        }
        line.waiting.add(place);
        return false;
    }

    private void admit(Line line, Place place) {
        place.state = State.IN;
        line.taken++;
        taken++;
        lines.remove(place.name);
        lines.put(place.name, line);
    }

    private synchronized Optional<Place> leave(Place place) {
        Line line = lines.get(place.name);
        State before = place.state;
        place.state = State.OUT;
        if (before == State.WAITING) {
            line.waiting.remove(place);
        } else if (before == State.IN) {
            line.taken--;
            taken--;
        }
        if (line != null && line.taken == 0 && line.waiting.isEmpty()) {
            lines.remove(place.name);
        }
        return before == State.IN ? next() : Optional.empty();
    }

    private Optional<Place> next() {
        Iterator<Line> turns = lines.values().iterator();
        while (turns.hasNext()) {
            Line line = turns.next();
            if (line.taken < each && !line.waiting.isEmpty()) {
                Place place = line.waiting.remove();
                admit(line, place);
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    /** Places that are taken. */
    synchronized int taken() {
        return taken;
    }

    /** Names that have or wait for one. */
    synchronized int names() {
        return lines.size();
    }

    private static final class Line {
        private final Deque<Place> waiting = new ArrayDeque<>();
        private int taken;
    }

    private enum State {
        WAITING,
        IN,
        OUT
    }

    /** A place, or the wait for it. */
    final class Place {

        private final String name;
        private final Runnable admitted;
        private State state = State.WAITING;

        private Place(String name, Runnable admitted) {
            this.name = name;
            this.admitted = admitted;
        }

        /** Gives it up, whether it was had or waited for; again is without effect. */
        void leave() {
            FairPlaces.this.leave(this).ifPresent(next -> next.admitted.run());
        }
    }
}
