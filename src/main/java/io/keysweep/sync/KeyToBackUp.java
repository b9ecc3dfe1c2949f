package io.keysweep.sync;

import java.util.UUID;

/**
 * A key whose turn it is.
 *
 * @param taken whether this job has backed it up already, before a replica died
 */
record KeyToBackUp(UUID id, String name, boolean taken) {}
