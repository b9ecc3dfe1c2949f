package io.keysweep;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.keysweep.account.AllAccountsDatabase;
import io.keysweep.ops.StartupCheck;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.config.ConfigMapping;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.persistence.Entity;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** Who may know whom: the rules that the packages' own documentation states, held by the build. */
class ArchitectureTest {

    private static final String ROOT = "io.keysweep";

    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/io/keysweep/dev/"))
            .importPackages(ROOT);

    // The engine's statements, on rows that its leases name; start-up; tables that are no account's.
    private static final Set<String> PASS_THE_WALL = Set.of(
            "sweep.JobEndRepository",
            "sweep.JobLeaseRepository",
            "sweep.SliceLeaseRepository",
            "sweep.ScopePlanRepository",
            "backup.ChunkRepository",
            "backup.SkipRepository",
            "backup.SlicePlanRepository",
            "backup.StragglerRepository",
            "backup.ReEncryptionRepository",
            "backup.UnusedDataKeyRepository",
            "encryption.StoredWrapsRepository",
            "rotation.RetirementRepository",
            "rotation.RewrapRepository",
            "sync.VaultStepRepository",
            "sync.FindingsRepository",
            "sync.BackUpRepository",
            "schedule.FiringRepository",
            "schedule.EndedJobRepository",
            "ops.BacklogRepository",
            "connection.StoredConnectionRepository",
            "auth.LocalUserRepository",
            "auth.LoginAttemptRepository",
            "auth.RefreshTokenRepository",
            "auth.SigningKeyRepository",
            "ops.SchemaRepository",
            "audit.CheckpointRepository");

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(SERVICE);
    }

    @Test
    void theEngineKnowsNoOther() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".sweep..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAPackage(ROOT + ".sweep..")).and(not(resideInAPackage(ROOT + ".account..")))))
                .check(SERVICE);
    }

    @Test
    void azureIsKnownToItsAdapterOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".azure..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.azure..", "reactor..")
                .check(SERVICE);
    }

    @Test
    void httpIsKnownToResourcesAndTheEdgeOnly() {
        noClasses()
                .that(not(simpleNameEndingWith("Resource"))
                        .and(not(nestedIn("Resource")))
                        // The other end: annotations that describe the calls to Azure Resource Manager.
                        .and(not(simpleNameEndingWith("ArmClient")))
                        .and(not(resideInAPackage(ROOT + ".http..")))
                        .and(not(resideInAPackage(ROOT + ".auth.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs..")
                .check(SERVICE);
    }

    private static DescribedPredicate<JavaClass> nestedIn(String suffix) {
        return new DescribedPredicate<>("nested in a *" + suffix) {
            @Override
            public boolean test(JavaClass type) {
                return type.getEnclosingClass()
                        .map(outer -> outer.getSimpleName().endsWith(suffix))
                        .orElse(false);
            }
        };
    }

    // Annotations of JAX-RS describe parameters of queries; they bring no behaviour with them.
    @Test
    void theDatabaseIsKnownToRepositoriesOnly() {
        noClasses()
                .that(not(simpleNameEndingWith("Repository"))
                        .and(not(nestedIn("Repository")))
                        .and(not(resideInAPackage(ROOT + ".account.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx.mutiny.sqlclient..", "org.hibernate.reactive..", "io.quarkus.hibernate.reactive..")
                .check(SERVICE);
    }

    @Test
    void theWayToTheDatabaseIsThroughAnAccount() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".account..")
                .and()
                .doNotHaveSimpleName("DatabaseConnections") // makes the pool
                .should()
                .dependOnClassesThat(type(Pool.class)
                        .or(type(Panache.class))
                        .or(type(WithSession.class))
                        .or(type(WithTransaction.class))
                        .or(type(Mutiny.SessionFactory.class)))
                .check(SERVICE);
    }

    @Test
    void whoPassesTheWallBetweenAccountsIsListed() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".account..")
                .and(not(namedOneOf(PASS_THE_WALL)))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(AllAccountsDatabase.class)
                .check(SERVICE);
    }

    private static DescribedPredicate<JavaClass> namedOneOf(Set<String> names) {
        return new DescribedPredicate<>("named one of " + names) {
            @Override
            public boolean test(JavaClass type) {
                return names.contains(type.getPackageName().substring(ROOT.length() + 1) + "." + type.getSimpleName());
            }
        };
    }

    @Test
    void entitiesStayBehindServices() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .haveSimpleNameEndingWith("Resource")
                .should(mentionNoEntity())
                .check(SERVICE);
    }

    private static ArchCondition<JavaMethod> mentionNoEntity() {
        return new ArchCondition<>("mention no entity in their signatures") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                method.getAllInvolvedRawTypes().stream()
                        .filter(type -> type.isAnnotatedWith(Entity.class))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " mentions the entity " + type.getName())));
            }
        };
    }

    @Test
    void timeComesFromTheDatabaseAndNobodyWaits() {
        noClasses().should().callMethod(Instant.class, "now").check(SERVICE);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(SERVICE);
        noClasses().should(callMethod(Thread.class, "sleep", long.class)).check(SERVICE);
        noClasses().should().callMethodWhere(blocks()).check(SERVICE);
    }

    private static DescribedPredicate<JavaCall<?>> blocks() {
        return new DescribedPredicate<>("waits for a pipeline") {
            @Override
            public boolean test(JavaCall<?> call) {
                return call.getTargetOwner().getPackageName().equals("io.smallrye.mutiny.groups")
                        && call.getTargetOwner().getSimpleName().equals("UniAwait");
            }
        };
    }

    @Test
    void onlyTheLoopSubscribesByHand() {
        noClasses()
                .that()
                .doNotHaveSimpleName("SweepLoop")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Cancellable.class)
                .check(SERVICE);
    }

    // What Azure did and the rest of the request would have recorded is nowhere, if whoever asked for it hangs
    // up and thereby cancels the request.
    @Test
    void whatMayChangeSomethingIsNotCancelledByAClientThatHangsUp() {
        methods()
                .that(are(annotatedWith(POST.class)
                        .or(annotatedWith(PUT.class))
                        .or(annotatedWith(PATCH.class))
                        .or(annotatedWith(DELETE.class))))
                .should(beAnnotatedWith(notCancellable()))
                .check(SERVICE);
    }

    private static DescribedPredicate<JavaAnnotation<?>> notCancellable() {
        return new DescribedPredicate<>("@Cancellable(false)") {
            @Override
            public boolean test(JavaAnnotation<?> annotation) {
                return annotation.getRawType().isEquivalentTo(org.jboss.resteasy.reactive.server.Cancellable.class)
                        && annotation
                                .get("value")
                                .filter(value -> value.equals(false))
                                .isPresent();
            }
        };
    }

    @Test
    void settingsAreReadThroughMappingsOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ConfigProperty.class)
                .check(SERVICE);
        classes()
                .that()
                .areAnnotatedWith(ConfigMapping.class)
                .should()
                .haveSimpleNameEndingWith("Config")
                .check(SERVICE);
    }

    @Test
    void everyFeatureWithSettingsChecksThemAtTheStart() {
        classes()
                .that()
                .implement(StartupCheck.class)
                .should()
                .notBeInterfaces()
                .check(SERVICE);
    }

    @Test
    void everyPackageSaysWhatLivesInIt() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".*")
                .should(new ArchCondition<>("live in a package with a package-info") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        java.nio.file.Path info = java.nio.file.Path.of(
                                "src/main/java", type.getPackageName().replace('.', '/'), "package-info.java");
                        if (!java.nio.file.Files.exists(info)) {
                            events.add(SimpleConditionEvent.violated(type, info + " is missing"));
                        }
                    }
                })
                .check(SERVICE);
    }
}
