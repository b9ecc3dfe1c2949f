package io.keysweep.auth;

import io.keysweep.http.BadRequestException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.UnauthorizedException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Local login: user name and password, or a refresh token, for a token of ours. */
@ApplicationScoped
class TokenService {

    private static final String NOT_VALID = "refresh_token: is not valid, or not any more; log in again";
    private static final Logger LOGGER = Logger.getLogger(TokenService.class);
    private static final Set<String> ROOT_DOMAIN = Set.of("", "/", "root");
    private static final Set<String> CONNECTIONS = Set.of("", "local_account");
    private static final int MOST_CHARACTERS = 1_000;

    private final AuthConfig.Local config;
    private final LocalUsers users;
    private final LocalTokens tokens;
    private final RefreshTokenRepository refreshTokens;
    private final LoginAttempts attempts;

    TokenService(
            AuthConfig config,
            LocalUsers users,
            LocalTokens tokens,
            RefreshTokenRepository refreshTokens,
            LoginAttempts attempts) {
        this.attempts = attempts;
        this.config = config.local();
        this.users = users;
        this.tokens = tokens;
        this.refreshTokens = refreshTokens;
    }

    /** Fails with {@link UnauthorizedException} for wrong credentials, which are not told apart. */
    Uni<TokenView> issue(TokenRequest request, String address) {
        if (!config.enabled()) {
            throw localLoginIsOff();
        }
        if (request == null) {
            throw new BadRequestException("request body: is empty; send a JSON object with username and password");
        }
        checkDomain(request);
        return switch (text(request.grantType())) {
            case "", "password" -> logIn(request, address);
            case "refresh_token" -> refresh(request);
            default -> throw new BadRequestException("grant_type: must be password or refresh_token");
        };
    }

    private static void checkDomain(TokenRequest request) {
        boolean root = ROOT_DOMAIN.contains(text(request.domain()))
                && ROOT_DOMAIN.contains(text(request.authDomain()))
                && ROOT_DOMAIN.contains(text(request.authDomainPath()));
        if (!root || !CONNECTIONS.contains(text(request.connection()))) {
            throw new UnauthorizedException("only local users of the root domain can log in here: leave domain,"
                    + " auth_domain, auth_domain_path and connection away");
        }
    }

    private Uni<TokenView> logIn(TokenRequest request, String address) {
        String username = needed("username", request.username());
        String password = needed("password", request.password());
        Duration lifetime = atMost(request.refreshTokenLifetime(), config.refreshTokenLifetime());
        Duration unused = atMost(request.refreshTokenRevokeUnusedIn(), Duration.ZERO);
        return attempts.attempt(username, address, () -> users.authenticate(username, password))
                .map(TokenService::orRefuse)
                .chain(user -> begin(user, lifetime, unused));
    }

    private Uni<TokenView> begin(LocalUser user, Duration lifetime, Duration unused) {
        RefreshToken refreshToken = RefreshToken.random();
        return view(user, refreshToken)
                .call(signed -> refreshTokens
                        .add(refreshToken, user, lifetime, unused)
                        .invoke(TokenService::requireTheSamePassword))
                .invoke(signed ->
                        LOGGER.infof("user logged in subject=%s session=%s", user.subject(), refreshToken.id()));
    }

    private static void requireTheSamePassword(boolean same) {
        if (!same) {
            throw new UnauthorizedException("the password was replaced just now; log in with the new one");
        }
    }

    private Uni<TokenView> refresh(TokenRequest request) {
        String given = needed("refresh_token", request.refreshToken());
        // First: a token of a session that a changed password ends must not pass because nobody has logged in since.
        return users.administratorIsCurrent()
                .chain(() -> refreshTokens.use(given))
                .call(session -> session.isPresent()
                        ? Uni.createFrom().voidItem()
                        : endIfReused(given).replaceWithVoid())
                .map(session -> session.orElseThrow(() -> new UnauthorizedException(NOT_VALID)))
                .chain(session -> view(session, given, Boolean.TRUE.equals(request.renewRefreshToken())));
    }

    // Two have it, and which of them is the thief nobody can tell: both have to log in again.
    private Uni<Boolean> endIfReused(String given) {
        return refreshTokens
                .endIfRenewed(given)
                .invoke(ended -> ended.ifPresent(
                        session -> LOGGER.warnf("renewed refresh token used again, session ended session=%s", session)))
                .map(Optional::isPresent);
    }

    /** Ends the session of a refresh token; whether there was one is not told. */
    Uni<Void> revoke(RevokeRequest request) {
        if (!config.enabled()) {
            throw localLoginIsOff();
        }
        if (request == null) {
            throw new BadRequestException("request body: is empty; send a JSON object with refresh_token");
        }
        return refreshTokens
                .end(needed("refresh_token", request.refreshToken()))
                .invoke(ended -> ended.ifPresent(session -> LOGGER.infof("session revoked session=%s", session)))
                .replaceWithVoid();
    }

    private static NotFoundException localLoginIsOff() {
        return new NotFoundException("local login is off here; get a token from the issuer that this service trusts");
    }

    private Uni<TokenView> view(RefreshTokenRepository.Session session, String given, boolean renew) {
        if (!renew) {
            return view(session.user(), new RefreshToken(session.id(), given));
        }
        RefreshToken renewed =
                new RefreshToken(session.id(), RefreshToken.random().value());
        return view(session.user(), renewed).call(signed -> renew(given, renewed));
    }

    private Uni<Void> renew(String given, RefreshToken renewed) {
        return refreshTokens
                .renew(given, renewed)
                .chain(done -> done ? Uni.createFrom().voidItem() : twice(given));
    }

    private Uni<Void> twice(String given) {
        return endIfReused(given).map(reused -> {
            throw new UnauthorizedException(
                    reused
                            ? "refresh_token: was renewed just now by somebody else who has it; the session has ended, log in"
                                    + " again"
                            : NOT_VALID);
        });
    }

    // What is stored before it is signed would be lost to its owner where the wrapping key is away: a session
    // that nobody has, or a renewal that makes a thief of whoever tries again.
    private Uni<TokenView> view(LocalUser user, RefreshToken refreshToken) {
        return tokens.issue(user, refreshToken.id())
                .map(jwt -> new TokenView(
                        jwt, config.tokenLifetime().toSeconds(), "Bearer", refreshToken.value(), refreshToken.id()));
    }

    private static LocalUser orRefuse(Optional<LocalUser> user) {
        return user.orElseThrow(() -> new UnauthorizedException("Wrong username or password."));
    }

    private static String needed(String field, String value) {
        if (text(value).isEmpty()) {
            throw new BadRequestException(field + ": is missing");
        }
        if (value.length() > MOST_CHARACTERS) {
            throw new BadRequestException(field + ": must be at most " + MOST_CHARACTERS + " characters");
        }
        // No text of the database has it, and PBKDF2 takes a password with it at the end for one without.
        if (value.indexOf('\0') >= 0) {
            throw new BadRequestException(field + ": must not contain NUL");
        }
        return value;
    }

    private static Duration atMost(Integer minutes, Duration most) {
        if (minutes == null || minutes <= 0) {
            return most;
        }
        Duration asked = Duration.ofMinutes(minutes);
        return most.isZero() || asked.compareTo(most) < 0 ? asked : most;
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
