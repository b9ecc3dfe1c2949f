package io.keysweep.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the HTTP edge. */
@ConfigMapping(prefix = "keysweep.http")
public interface HttpConfig {

    /** The largest request body that is read; 10,000 ids take 400 KB. */
    @WithDefault("1M")
    MemorySize maxBodySize();

    /**
     * The largest request body below {@code /api/v1/auth}, where anybody may send one, 1 KB to 10,240 bytes: larger ones are
     * received by a thread of their own ({@code quarkus.rest.input-buffer-size}), of which strangers shall have none.
     */
    @WithDefault("8K")
    MemorySize maxAuthBodySize();

    /**
     * How many trusted proxies a request passes one after the other, 1 to 10, where {@code quarkus.http.proxy.*} has their word
     * taken: each appends the address it was connected to, so that the client's is the one that stands so many from the right.
     */
    @WithDefault("1")
    int forwardingProxies();
}
