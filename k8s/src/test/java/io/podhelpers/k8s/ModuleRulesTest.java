package io.podhelpers.k8s;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import org.junit.jupiter.api.Test;

/// The rules between the modules, checked on their compiled classes.
final class ModuleRulesTest {
    private static final String[] SERVICES = {
        "io.podhelpers.logshipper..",
        "io.podhelpers.gitsync..",
        "io.podhelpers.nginxexporter..",
        "io.podhelpers.redisambassador.."
    };
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.podhelpers");

    @Test
    void servicesNeverDependOnEachOther() {
        slices().matching("io.podhelpers.(logshipper|gitsync|nginxexporter|redisambassador)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void everyServiceIsThere() {
        for (String service : SERVICES) {
            assertThat(CLASSES.that(JavaClass.Predicates.resideInAPackage(service)))
                    .as(service)
                    .isNotEmpty();
        }
    }

    @Test
    void helperRuntimeKnowsNoServiceAndNoneOfTheirTechnology() {
        noClasses()
                .that()
                .resideInAPackage("io.podhelpers.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.podhelpers.logshipper..",
                        "io.podhelpers.gitsync..",
                        "io.podhelpers.nginxexporter..",
                        "io.podhelpers.redisambassador..",
                        "io.podhelpers.testcontainers..",
                        "io.netty..",
                        "io.lettuce..",
                        "org.eclipse.jgit..")
                .check(CLASSES);
    }

    @Test
    void helperRuntimeSpeaksOfNoDomain() {
        noClasses()
                .that()
                .resideInAPackage("io.podhelpers.runtime..")
                .should()
                .haveNameMatching("(?i).*(nginx|redis|git|tail|shipper|replica|worktree|scrape).*")
                .check(CLASSES);
    }

    @Test
    void nettyAndLettuceStayInTheAmbassadorAndJGitInGitSync() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.podhelpers.redisambassador..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.lettuce..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.podhelpers.gitsync..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jgit..")
                .check(CLASSES);
    }

    @Test
    void servicesShowOnlyTheirMainClassToTheOutside() {
        classes()
                .that()
                .resideInAnyPackage(
                        "io.podhelpers.logshipper",
                        "io.podhelpers.gitsync",
                        "io.podhelpers.nginxexporter",
                        "io.podhelpers.redisambassador")
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses() // members of a package-private interface are public by themselves
                .should(haveAMain())
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void classesAreFinalUnlessMadeToBeExtended() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and()
                .areTopLevelClasses()
                .and(DescribedPredicate.not(areExtended()))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void nobodyEndsTheProcessButMainClasses() {
        noClasses()
                .that(DescribedPredicate.not(haveMain()))
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> haveMain() {
        return DescribedPredicate.describe(
                "have a main method",
                found -> found.tryGetMethod("main", String[].class).isPresent());
    }

    private static ArchCondition<JavaClass> haveAMain() {
        return ArchCondition.from(haveMain());
    }

    private static DescribedPredicate<JavaClass> areExtended() {
        return DescribedPredicate.describe(
                "are extended", found -> !found.getSubclasses().isEmpty());
    }
}
