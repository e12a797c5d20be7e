package dev.kintsugi.pipeline.tensor;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelNetworks;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.Pipeline;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.Stage;
import dev.kintsugi.pipeline.StageException;
import dev.kintsugi.pipeline.StageFaultHook;
import dev.kintsugi.pipeline.network.LoadableNetworks;
import dev.kintsugi.pipeline.network.VerifiedNetworks;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.capi.OrtFailures;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.Tensor;
import dev.kintsugi.runtime.tensor.TensorScope;
import dev.kintsugi.runtime.tensor.TensorValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;

/** Computes one network of a model with tensors of the caller. Its artifact is JSON with all that the network gives. */
@ApplicationScoped
class TensorPipeline implements Pipeline {

    private static final Pattern OPERATOR = Pattern.compile("while running (\\w{1,64}) node");
    private static final OrtFailures FAILURES = new OrtFailures();

    private record Key(Variant variant, TensorWork work) {}

    private final ModelRepository repository;
    private final VerifiedNetworks networks;
    private final LoadableNetworks loadable;
    private final InferenceExecutor executor;
    private final StageFaultHook faultHook;
    private final Clock clock;

    TensorPipeline(
            ModelRepository repository,
            VerifiedNetworks networks,
            LoadableNetworks loadable,
            InferenceExecutor executor,
            StageFaultHook faultHook,
            Clock clock) {
        this.repository = repository;
        this.networks = networks;
        this.loadable = loadable;
        this.executor = executor;
        this.faultHook = faultHook;
        this.clock = clock;
    }

    @Override
    public Class<? extends Work> work() {
        return TensorWork.class;
    }

    @Override
    public List<Stage> stages() {
        return List.of(new TensorStage(""));
    }

    @Override
    public boolean isLoaded(Plan plan) {
        var variant = plan.variant();
        var network = plan.work(TensorWork.class).network();
        return repository
                .find(variant.model(), variant.version())
                .flatMap(model -> ModelNetworks.path(model, network, variant.precision())
                        .filter(path -> networks.isLoaded(model, path, variant.device())))
                .isPresent();
    }

    @Override
    public List<Change> cut(Plan plan) {
        return List.of();
    }

    @Override
    public List<Artifact> run(Plan plan, GenerationRun run) {
        var work = plan.work(TensorWork.class);
        var key = new Key(plan.variant(), work);
        return List.of(run.results().get(key, Artifact.class, () -> stage(plan, work, run)));
    }

    private Artifact stage(Plan plan, TensorWork work, GenerationRun run) {
        var stage = new TensorStage(work.network());
        var begun = clock.instant();
        try {
            faultHook.pass(stage, plan, run);
            var outputs = compute(plan.variant(), work, run);
            executor.progress();
            run.listener().on(new Progress.Step(stage.code(), 0, 1, 1, 1));
            run.listener().on(new Progress.StageDone(stage.code(), 0, Duration.between(begun, clock.instant())));
            return new Artifact(TensorJson.of(outputs), MediaType.JSON, Map.of("network", work.network()));
        } catch (CancellationException | StageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StageException(stage, e);
        }
    }

    private Map<String, TensorValue> compute(Variant variant, TensorWork work, GenerationRun run) {
        var model = repository.require(variant.model(), variant.version());
        model.requireUsable();
        var path = ModelNetworks.path(model, work.network(), variant.precision())
                .orElseThrow(() -> new TypedException(
                        FailureType.MODEL_LOADING_FAILED,
                        "the model " + model.id() + " has no network " + work.network() + " any more in "
                                + variant.precision()));
        try (var lease = loadable.lease(model, path, variant.device(), run.handle());
                var scope = new TensorScope()) {
            var session = lease.session();
            var header = networks.header(model, path);
            header.ifPresent(found -> UnusableNetwork.requireUsable(work.network(), found));
            var errors =
                    NetworkInputs.of(work.network(), session.inputs(), header).errors(work.inputs());
            if (!errors.isEmpty()) {
                throw wrongInputs(variant, errors);
            }
            var wanted = wanted(work.network(), session, run);
            header.ifPresent(found -> OutputLimits.requireSendable(found, work.inputs(), wanted));
            var outputs = session.evaluate(
                    tensors(work, session, scope), wanted, OutputLimits::requireSendable, run.handle());
            if (work.inputs().values().stream().allMatch(TensorPipeline::hasNumbersOnly)) {
                outputs.forEach((name, value) -> requireNumbers(path, name, value));
            }
            outputs.forEach((name, value) -> warnOfCutTexts(name, value, run));
            return outputs;
        } catch (InferenceException e) {
            throw refused(model, path, e);
        }
    }

    /** That another version takes other inputs is no mistake of the caller. */
    private TypedException wrongInputs(Variant variant, List<FieldError> errors) {
        return repository.find(variant.model()).filter(variant::isOf).isPresent()
                ? TypedException.invalid(errors)
                : new TypedException(
                        FailureType.MODEL_COMPATIBILITY_ERROR,
                        "the version " + variant.version() + " of the model " + variant.model()
                                + " takes other inputs");
    }

    private static Map<String, Tensor> tensors(TensorWork work, Session session, TensorScope scope) {
        var tensors = new HashMap<String, Tensor>();
        session.inputs().forEach((name, spec) -> {
            var value = Objects.requireNonNull(work.inputs().get(name));
            tensors.put(name, scope.of(spec.type(), value));
        });
        return tensors;
    }

    /** The outputs that can be sent; of others, such as sequences and maps, there is a warning. */
    private static Set<String> wanted(String network, Session session, GenerationRun run) {
        var wanted = new TreeSet<String>();
        session.outputs().forEach((name, spec) -> {
            if (spec.isReadable()) {
                wanted.add(name);
            } else {
                run.listener()
                        .on(new Progress.Warning("The output " + name
                                + " is of a type that cannot be sent, or has too many axes, and was left out."));
            }
        });
        if (wanted.isEmpty()) {
            throw UnusableNetwork.without("the network " + network + " gives nothing that can be sent");
        }
        return wanted;
    }

    private static void warnOfCutTexts(String name, TensorValue value, GenerationRun run) {
        if (CutTexts.isSuspected(value)) {
            run.listener()
                    .on(
                            new Progress.Warning(
                                    "The texts of the output " + name
                                            + " may have characters beyond U+FFFF, which ONNX Runtime's Java API cannot read: they are cut."));
        }
    }

    private static boolean hasNumbersOnly(TensorValue value) {
        return !value.type().isFloat() || count(value.floats()) == 0;
    }

    private static int count(float[] numbers) {
        int wrong = 0;
        for (var number : numbers) {
            wrong += Float.isNaN(number) ? 1 : 0;
        }
        return wrong;
    }

    /** An infinity may be meant; what becomes no number of numbers never is, and another precision may give one. */
    private static void requireNumbers(String path, String name, TensorValue value) {
        if (!value.type().isFloat()) {
            return;
        }
        var numbers = value.floats();
        var wrong = count(numbers);
        if (wrong > 0) {
            throw new TypedException(
                    FailureType.NON_FINITE_OUTPUT,
                    path + " gave " + wrong + " values of " + numbers.length + " in " + name + " that are not numbers");
        }
    }

    /** All tensors are the caller's, so an operator that cannot compute with them is the caller's mistake. */
    private static RuntimeException refused(Model model, String path, InferenceException e) {
        var why = e.incompatibility();
        if (why.isPresent()) {
            return new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    "the model " + model.id() + " cannot be used: " + path + " " + why.get(),
                    e);
        }
        var operator = OPERATOR.matcher(String.valueOf(e.getMessage()));
        return operator.find()
                        && e.getCause() != null
                        && FAILURES.classify(e.getCause())
                                .filter(FailureType.GENERATION_PIPELINE_ERROR::equals)
                                .isPresent()
                ? TypedException.invalid(List.of(new FieldError(
                        "inputs",
                        "the operator " + operator.group(1) + " of the network cannot compute with these shapes and"
                                + " values")))
                : e;
    }
}
