package io.keysweep.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.keysweep.support.Eventually;
import io.keysweep.support.OwnProcesses;
import io.keysweep.support.Ports;
import io.keysweep.support.ServiceProcess;
import io.keysweep.support.Services;
import io.keysweep.support.TlsFiles;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The health check of the images on the packaged service that is served over TLS alone, as the README says to set it up. */
@OwnProcesses
class LivenessProbeIT {

    @RegisterExtension
    static final Services services = new Services();

    @Test
    void findsAServiceThatIsServedOverTlsAlone() {
        TlsFiles files = TlsFiles.of("keysweep.example");
        int tlsPort = Ports.free();
        Map<String, String> settings = services.settings();
        settings.put("quarkus.tls.key-store.pem.0.cert", files.certificate().toString());
        settings.put("quarkus.tls.key-store.pem.0.key", files.key().toString());
        settings.put("quarkus.http.ssl-port", String.valueOf(tlsPort));
        settings.put("quarkus.http.insecure-requests", "disabled");
        ServiceProcess service = services.launch(settings);

        LivenessProbe probe = new LivenessProbe(service.port(), tlsPort);
        Eventually.within(Duration.ofMinutes(3), "the probe finds it live", probe::ask);
        assertEquals(0, service.status("/q/health/live"), "without TLS there is nothing");
    }
}
