package dev.deployflux.build;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house: a package per idea, and arrows that only point downwards. */
class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.deployflux");

    private static final String[] CORE = {
        "dev.deployflux",
        "dev.deployflux.concurrent",
        "dev.deployflux.paging",
        "dev.deployflux.quota",
        "dev.deployflux.scan",
        "dev.deployflux.watch"
    };
    private static final String[] JSON = {"tools.jackson..", "com.fasterxml.jackson.."};

    /** With what is nested in them; {@code FeedJson} itself is their door. */
    private static final DescribedPredicate<JavaClass> FORMAT_OF_STORES =
            describe("the format of stores", type -> type.getName()
                    .matches("dev\\.deployflux\\.watch\\.FeedJson[A-Z]\\w*(\\$.*)?"));

    @Test
    void arrowsPointDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("autoconfigure")
                .definedBy("dev.deployflux.autoconfigure")
                .layer("micrometer")
                .definedBy("dev.deployflux.micrometer")
                .layer("webflux")
                .definedBy("dev.deployflux.webflux")
                .layer("redis")
                .definedBy("dev.deployflux.redis")
                .layer("watch")
                .definedBy("dev.deployflux.watch")
                .layer("deployments")
                .definedBy("dev.deployflux")
                .layer("paging")
                .definedBy("dev.deployflux.paging")
                .layer("quota")
                .definedBy("dev.deployflux.quota")
                .layer("scan")
                .definedBy("dev.deployflux.scan")
                .layer("concurrent")
                .definedBy("dev.deployflux.concurrent")
                .whereLayer("autoconfigure")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("micrometer")
                .mayOnlyBeAccessedByLayers("autoconfigure")
                .whereLayer("webflux")
                .mayOnlyBeAccessedByLayers("autoconfigure", "micrometer")
                .whereLayer("redis")
                .mayOnlyBeAccessedByLayers("autoconfigure")
                .whereLayer("watch")
                .mayOnlyBeAccessedByLayers("autoconfigure", "micrometer", "webflux", "redis")
                .whereLayer("deployments")
                .mayOnlyBeAccessedByLayers("autoconfigure", "micrometer", "webflux", "watch")
                .whereLayer("paging")
                .mayOnlyBeAccessedByLayers("deployments")
                .whereLayer("scan")
                .mayOnlyBeAccessedByLayers("deployments")
                .ensureAllClassesAreContainedInArchitecture()
                .check(MAIN);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("dev.(deployflux..)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void theCoreKnowsNoSpringAndNoJsonButForWhatStoresKeep() {
        noClasses()
                .that(resideInAnyPackage(CORE))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework..", "io.micrometer.."))
                .check(MAIN);
        noClasses()
                .that(resideInAnyPackage(CORE))
                .and(are(not(FORMAT_OF_STORES)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(JSON))
                .check(MAIN);
    }

    /** Jackson is optional: what asks whether it is there, and what everybody else uses, must not need it. */
    @Test
    void onlyTheFormatOfStoresKnowsJsonBehindItsDoor() {
        classes()
                .that(are(FORMAT_OF_STORES))
                .should()
                .onlyHaveDependentClassesThat(are(FORMAT_OF_STORES).or(simpleName("FeedJson")))
                .check(MAIN);
    }

    /** The SDK keeps its parser for its own clients, so a change of it must concern one place. */
    @Test
    void onlyTheReaderOfEventsKnowsTheSdksJson() {
        noClasses()
                .that(are(not(simpleName("ServiceEvent"))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("software.amazon.awssdk.protocols.."))
                .check(MAIN);
    }

    @Test
    void metersKnowNoSpring() {
        noClasses()
                .that(resideInAnyPackage("dev.deployflux.micrometer"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework..", "tools.jackson.."))
                .check(MAIN);
        noClasses()
                .that(resideInAnyPackage("dev.deployflux.webflux"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.micrometer.."))
                .check(MAIN);
    }

    @Test
    void redisKnowsNothingOfDeploymentsAndOnlyItKnowsLettuce() {
        noClasses()
                .that(resideInAnyPackage("dev.deployflux.redis"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.deployflux",
                        "dev.deployflux.paging",
                        "dev.deployflux.scan",
                        "org.springframework..",
                        "io.micrometer.."))
                .check(MAIN);
        noClasses()
                .that(resideOutsideOfPackages("dev.deployflux.redis", "dev.deployflux.autoconfigure"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.lettuce.."))
                .check(MAIN);
    }

    @Test
    void pagingKnowsNeitherEcsNorTheQuota() {
        noClasses()
                .that(resideInAnyPackage("dev.deployflux.paging"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("software.amazon..", "dev.deployflux.quota"))
                .check(MAIN);
    }

    @Test
    void whatAllShareKnowsNobody() {
        noClasses()
                .that(resideInAnyPackage("dev.deployflux.concurrent"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.deployflux",
                        "dev.deployflux.paging",
                        "dev.deployflux.quota",
                        "dev.deployflux.scan",
                        "dev.deployflux.watch",
                        "software.amazon.."))
                .check(MAIN);
    }

    @Test
    void thePlanOfAScanIsPureLogic() {
        noClasses()
                .that(resideInAnyPackage("dev.deployflux.scan"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.deployflux",
                        "dev.deployflux.concurrent",
                        "dev.deployflux.paging",
                        "dev.deployflux.quota",
                        "software.amazon..",
                        "reactor..",
                        "org.reactivestreams.."))
                .check(MAIN);
    }

    @Test
    void publicClassesAreFinalOrInterfaces() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(MAIN);
    }

    @Test
    void nothingPrintsOrSleeps() {
        noClasses().that(alwaysTrue()).should().accessField(System.class, "out").check(MAIN);
        noClasses().that(alwaysTrue()).should().accessField(System.class, "err").check(MAIN);
        noClasses()
                .that(alwaysTrue())
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .check(MAIN);
    }
}
