package dev.kintsugi;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.kintsugi.job.JobState;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** The one rule: every package has a rank and imports only packages of lower rank. */
@AnalyzeClasses(packages = "dev.kintsugi", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.kintsugi";

    private static final Map<String, Integer> RANKS = Map.ofEntries(
            Map.entry("recovery", 0),
            Map.entry("settings", 0),
            Map.entry("background", 0),
            Map.entry("model", 1),
            Map.entry("runtime", 2),
            Map.entry("capacity", 3),
            Map.entry("pipeline", 4),
            Map.entry("generation", 5),
            Map.entry("access", 4),
            Map.entry("job", 6),
            Map.entry("report", 7),
            Map.entry("request", 7),
            Map.entry("api", 8),
            Map.entry("realtime", 8),
            Map.entry("store", 8),
            Map.entry("agent", 8),
            Map.entry("faults", 8),
            Map.entry("ops", 9));

    @ArchTest
    static final ArchRule packagesImportOnlyDownwards = classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .should(new ArchCondition<JavaClass>("depend only on packages of lower rank") {
                @Override
                public void check(JavaClass from, ConditionEvents events) {
                    from.getDirectDependenciesFromSelf().forEach(dependency -> {
                        var to = dependency.getTargetClass();
                        if (!to.getPackageName().startsWith(ROOT)) {
                            return;
                        }
                        var source = topLevel(from);
                        var target = topLevel(to);
                        if (!source.equals(target) && rank(source) <= rank(target)) {
                            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                        }
                    });
                }
            });

    @ArchTest
    static final ArchRule everyPackageHasARank = classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .should(new ArchCondition<JavaClass>("live in a package with a rank") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!RANKS.containsKey(topLevel(type))) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " has no rank"));
                    }
                }
            });

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theKernelImportsOnlyTheJdkAndMutiny = classes()
            .that()
            .resideInAPackage(ROOT + ".recovery..")
            .should()
            .onlyDependOnClassesThat(resideInAPackage(ROOT + ".recovery..")
                    .or(resideInAPackage("java.."))
                    .or(resideInAPackage("io.smallrye.mutiny.."))
                    .or(resideInAPackage("org.jspecify..")));

    @ArchTest
    static final ArchRule onlyRuntimeSeesOnnxRuntime = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule statesOfJobsAreMadeByTransitionsOnly = noClasses()
            .that(not(belongToAnyOf(JobState.class)))
            .should()
            .callConstructorWhere(target(owner(assignableTo(JobState.class))));

    @ArchTest
    static final ArchRule timeIsAParameter = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .orShould(onlyOpsMakesAClock());

    private static ArchCondition<JavaClass> onlyOpsMakesAClock() {
        return new ArchCondition<>("make a system clock outside ops") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (topLevel(type).equals("ops")) {
                    return;
                }
                type.getMethodCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().isEquivalentTo(Clock.class))
                        .filter(call -> call.getName().startsWith("system"))
                        .forEach(call -> events.add(SimpleConditionEvent.satisfied(call, call.getDescription())));
            }
        };
    }

    private static String topLevel(JavaClass type) {
        var rest = type.getPackageName().substring(ROOT.length());
        return rest.isEmpty() ? "" : rest.substring(1).split("\\.")[0];
    }

    private static int rank(String topLevel) {
        return RANKS.getOrDefault(topLevel, -1);
    }
}
