package io.keysweep.connection;

import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;

/** What a list of connections may be narrowed by; repeated values mean any of them. */
public record ConnectionQuery(
        @RestQuery List<String> id,
        @RestQuery List<String> name,
        @RestQuery("cloud_name") List<String> cloudName,
        @RestQuery("auth_type") List<String> authType) {}
