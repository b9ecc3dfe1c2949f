package io.keysweep.azure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The public half of a key, base64url as Azure gives it: modulus and exponent, or the point. Stored as JSON. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record PublicKey(String n, String e, String x, String y) {}
