package io.keysweep.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings to try instead of the defaults, from a system property: {@code name=value,name=value}. */
final class Tried {

    private Tried() {}

    static Map<String, String> settings(String property) {
        Map<String, String> settings = new LinkedHashMap<>();
        Arrays.stream(System.getProperty(property, "").split(",", -1))
                .filter(setting -> !setting.isBlank())
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> settings.put(setting[0], setting[1]));
        return settings;
    }
}
