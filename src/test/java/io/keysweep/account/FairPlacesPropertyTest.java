package io.keysweep.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Places are shared fairly, none is lost, and nobody waits while there is one for him. */
class FairPlacesPropertyTest {

    private final List<String> admitted = new ArrayList<>();

    private FairPlaces.Place enter(FairPlaces places, String name) {
        return places.enter(name, () -> admitted.add(name));
    }

    @Test
    void placesGoRoundTheNames() {
        FairPlaces places = new FairPlaces(2, 2);
        List<FairPlaces.Place> had = List.of(enter(places, "a"), enter(places, "a"), enter(places, "a"));
        enter(places, "a");
        enter(places, "b");
        enter(places, "c");

        had.forEach(FairPlaces.Place::leave);

        assertEquals(List.of("a", "a", "a", "b", "c"), admitted);
    }

    @Test
    void whoGaveUpWaitingIsNotAdmitted() {
        FairPlaces places = new FairPlaces(1, 1);
        FairPlaces.Place first = enter(places, "a");
        enter(places, "b").leave();

        first.leave();

        assertEquals(List.of("a"), admitted);
        assertEquals(0, places.taken());
        assertEquals(0, places.names());
    }

    private record Visit(String name, FairPlaces.Place place) {}

    @Property(tries = 300)
    void thereAreNeverMoreThanAllowedNorFewerThanPossible(
            @ForAll @IntRange(min = 1, max = 5) int all,
            @ForAll @IntRange(min = 1, max = 5) int each,
            @ForAll @Size(max = 60) List<@IntRange(max = 7) Integer> steps) {
        FairPlaces places = new FairPlaces(all, each);
        List<Visit> visits = new ArrayList<>();
        Set<Integer> in = new HashSet<>();
        for (int step : steps) {
            if (step < 4) {
                int number = visits.size();
                String name = "n" + step;
                visits.add(new Visit(name, places.enter(name, () -> assertTrue(in.add(number)))));
            } else if (!visits.isEmpty()) {
                int number = step * 31 % visits.size();
                Visit visit =
                        visits.set(number, new Visit("gone", visits.get(number).place()));
                in.remove(number);
                visit.place().leave();
                visit.place().leave();
            }
            check(places, all, each, visits, in);
        }
    }

    private static void check(FairPlaces places, int all, int each, List<Visit> visits, Set<Integer> in) {
        Map<String, Integer> had = new HashMap<>();
        in.forEach(number -> had.merge(visits.get(number).name(), 1, Integer::sum));
        assertEquals(in.size(), places.taken());
        assertTrue(in.size() <= all);
        had.values().forEach(count -> assertTrue(count <= each));
        Set<String> names = new HashSet<>();
        for (int number = 0; number < visits.size(); number++) {
            String name = visits.get(number).name();
            if (!name.equals("gone")) {
                names.add(name);
                assertTrue(
                        in.contains(number) || in.size() == all || had.getOrDefault(name, 0) == each,
                        name + " waits while there is a place for it");
            }
        }
        assertEquals(names.size(), places.names());
    }
}
