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
}
