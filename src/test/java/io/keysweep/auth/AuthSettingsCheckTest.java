package io.keysweep.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthSettingsCheckTest {

    private static final Map<String, String> LOCAL =
            Map.of("keysweep.auth.local.enabled", "true", "keysweep.auth.local.admin-password", "correct horse");

    private static AuthConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(AuthConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(AuthConfig.class);
    }

    private static List<String> problems(Map<String, String> settings, JWTAuthContextInfo external) {
        return new AuthSettingsCheck(config(settings), external, LaunchMode.NORMAL).problems();
    }

    private static List<String> problemsWith(String setting, String value) {
        Map<String, String> settings = new HashMap<>(LOCAL);
        settings.put("keysweep.auth." + setting, value);
        return problems(settings, none());
    }

    private static JWTAuthContextInfo none() {
        return new JWTAuthContextInfo();
    }

    private static JWTAuthContextInfo external() {
        JWTAuthContextInfo external = new JWTAuthContextInfo();
        external.setPublicKeyLocation("https://issuer.test/keys");
        external.setIssuedBy("https://issuer.test");
        external.setExpectedAudience(Set.of("keysweep"));
        external.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256));
        return external;
    }

    private static void assertOnly(String start, List<String> problems) {
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).startsWith(start), problems::toString);
    }

    @Test
    void findsNothingWrongWithLocalLoginAnExternalIssuerOrBoth() {
        assertEquals(List.of(), problems(LOCAL, none()));
        assertEquals(List.of(), problems(Map.of(), external()));
        assertEquals(List.of(), problems(LOCAL, external()));
    }

    @Test
    void findsThatNobodyCouldLogIn() {
        assertOnly("nobody could log in: give mp.jwt.verify.publickey.location", problems(Map.of(), none()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void wantsAnIssuerBesideItsKey(String issuer) {
        JWTAuthContextInfo external = external();
        external.setIssuedBy(issuer);
        assertOnly("mp.jwt.verify.issuer must be set", problems(Map.of(), external));
        external.setIssuedBy(null);
        assertOnly("mp.jwt.verify.issuer must be set", problems(LOCAL, external));
    }

    @Test
    void wantsAnAudienceBesideTheKey() {
        JWTAuthContextInfo external = external();
        for (Set<String> audience : List.of(Set.<String>of(), Set.of(" "), Set.of("keysweep", ""))) {
            external.setExpectedAudience(audience);
            assertOnly("mp.jwt.verify.audiences must be set", problems(Map.of(), external));
        }
        external.setExpectedAudience(null);
        assertOnly("mp.jwt.verify.audiences must be set", problems(Map.of(), external));
    }

    @Test
    void wantsTwoIssuersToHaveTwoNames() {
        JWTAuthContextInfo external = external();
        external.setIssuedBy("kylo");

        assertOnly("keysweep.auth.local.issuer must differ from mp.jwt.verify.issuer", problems(LOCAL, external));
        assertEquals(List.of(), problems(Map.of(), external));
    }

    @Test
    void wantsNobodyOnTheWayToTheKeys() {
        JWTAuthContextInfo overHttp = external();
        overHttp.setPublicKeyLocation("http://issuer.test/keys");
        JWTAuthContextInfo toAnyone = external();
        toAnyone.setTlsTrustAll(true);

        assertOnly("mp.jwt.verify.publickey.location must be a file or an https URL", problems(Map.of(), overHttp));
        assertOnly("smallrye.jwt.client.tls.trust-all must not be set", problems(Map.of(), toAnyone));
        assertEquals(List.of(), new AuthSettingsCheck(config(LOCAL), overHttp, LaunchMode.TEST).problems());
    }

    @Test
    void wantsAKeyBesideAnAudience() {
        JWTAuthContextInfo external = none();
        external.setExpectedAudience(Set.of("keysweep"));

        assertOnly("mp.jwt.verify.publickey.location must be set beside", problems(LOCAL, external));
    }

    @Test
    void saysWhichSettingNamesAKeyThatCannotBeRead() {
        JWTAuthContextInfo unreadable = new JWTAuthContextInfo() {
            @Override
            public String getPublicKeyLocation() {
                throw new IllegalStateException("no such file");
            }
        };

        List<String> problems = problems(Map.of("keysweep.auth.groups-claim", "/"), unreadable);

        assertEquals(2, problems.size(), problems::toString);
        assertTrue(problems.get(0).startsWith("mp.jwt.verify.publickey.location must name a file"));
        assertTrue(problems.get(0).endsWith("no such file"));
    }

    @Test
    void wantsANameForItsOwnIssuer() {
        assertOnly("keysweep.auth.local.issuer must not be blank", problemsWith("local.issuer", " "));
    }

    @Test
    void takesOnlyTheAlgorithmsThatAreChecked() {
        JWTAuthContextInfo external = external();
        external.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.HS256));

        List<String> problems = problems(Map.of(), external);

        assertOnly("mp.jwt.verify.publickey.algorithm must be RS256 or ES256", problems);
        assertTrue(problems.get(0).endsWith("has HS256"));
    }

    @Test
    void wantsAPasswordOfTheAdministrator() {
        assertOnly(
                "keysweep.auth.local.admin-password must be given",
                problems(Map.of("keysweep.auth.local.enabled", "true"), none()));
        assertOnly(
                "keysweep.auth.local.admin-password must have at least 8 characters",
                problemsWith("local.admin-password", "1234567"));
        assertEquals(List.of(), problemsWith("local.admin-password", "12345678"));
    }

    @Test
    void takesAShortPasswordInTestsOnly() {
        AuthConfig config =
                config(Map.of("keysweep.auth.local.enabled", "true", "keysweep.auth.local.admin-password", "admin"));

        assertEquals(List.of(), new AuthSettingsCheck(config, none(), LaunchMode.TEST).problems());
        assertEquals(List.of(), new AuthSettingsCheck(config, none(), LaunchMode.DEVELOPMENT).problems());
        assertEquals(
                1,
                new AuthSettingsCheck(config, none(), LaunchMode.NORMAL)
                        .problems()
                        .size());
    }

    @ParameterizedTest
    @CsvSource({
        "local.password-iterations, 99999, 100000 to 100000000",
        "local.password-iterations, 100000001, 100000 to 100000000",
        "local.password-threads, 0, 1 to 16",
        "local.password-threads, 17, 1 to 16",
        "local.password-queue, 0, 1 to 1000",
        "local.password-queue, 1001, 1 to 1000"
    })
    void namesTheRangeOfANumber(String setting, String value, String range) {
        assertEquals(
                List.of("keysweep.auth." + setting + " must be " + range + ", is " + value),
                problemsWith(setting, value));
    }

    @ParameterizedTest
    @CsvSource({
        "local.password-iterations, 100000",
        "local.password-threads, 1",
        "local.password-threads, 16",
        "local.password-queue, 1000",
        "local.token-lifetime, 1s",
        "local.token-lifetime, 1h",
        "local.refresh-token-lifetime, 365d",
        "groups-claim, realm_access/roles",
        "groups-claim, '\"https://issuer.test/groups\"/all'",
        "account-claim, tid",
        "default-account, a.b-c_D9"
    })
    void takesValuesWithinTheirBounds(String setting, String value) {
        assertEquals(List.of(), problemsWith(setting, value));
    }

    @ParameterizedTest
    @CsvSource({
        "local.token-lifetime, 0s, 'PT1S to PT1H, is PT0S'",
        "local.token-lifetime, 3601s, 'PT1S to PT1H, is PT1H1S'",
        "local.refresh-token-lifetime, 0s, 'PT1S to PT8760H, is PT0S'",
        "local.refresh-token-lifetime, 366d, 'PT1S to PT8760H, is PT8784H'"
    })
    void namesTheRangeOfALifetime(String setting, String value, String range) {
        assertEquals(List.of("keysweep.auth." + setting + " must be " + range), problemsWith(setting, value));
    }

    @ParameterizedTest
    @CsvSource({"groups-claim, /a", "groups-claim, a//b", "account-claim, a/", "account-claim, '\"\"'"})
    void wantsClaimsThatCanBeThere(String setting, String value) {
        assertOnly("keysweep.auth." + setting + " must be names with / between them", problemsWith(setting, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "ä", "a:b"})
    void wantsADefaultAccountThatIsOne(String account) {
        assertOnly("keysweep.auth.default-account must be 1 to 64 letters", problemsWith("default-account", account));
    }

    @Test
    void findsAllProblemsAtOnce() {
        Map<String, String> settings = new HashMap<>(LOCAL);
        settings.put("keysweep.auth.local.password-threads", "0");
        settings.put("keysweep.auth.groups-claim", "/");
        JWTAuthContextInfo external = external();
        external.setExpectedAudience(null);

        assertEquals(3, problems(settings, external).size());
    }
}
