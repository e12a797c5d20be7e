package dev.kintsugi.corpus;

import dev.kintsugi.model.source.HttpFaults;
import dev.kintsugi.model.source.HttpStatusFaults;
import java.nio.file.Path;
import java.util.List;

/** Everything that throws. */
final class Boundaries {

    /** Makes the faults of a boundary, in a folder of their own. */
    interface Maker {
        Boundary in(Path folder) throws Exception;
    }

    static final List<Maker> ALL = List.of(
            FileFaults::new,
            ForbiddenFileFaults::new,
            FullDiskFaults::new,
            ArchiveFaults::new,
            LimitFaults::new,
            SocketFaults::new,
            TlsFaults::new,
            HttpFaults::new,
            HttpStatusFaults::new,
            CallerFaults::new,
            WebSocketFaults::new,
            JsonFaults::new,
            YamlFaults::new,
            ValidationFaults::new,
            ConcurrencyFaults::new,
            GuardFaults::new,
            SecurityFaults::new,
            VirtualMachineFaults::new,
            ModelFaults::new,
            SqliteFaults::new,
            PostgresFaults::new,
            MistakeFaults::new,
            dev.kintsugi.pipeline.diffusion.tokenizer.TokenizerFaults::new,
            dev.kintsugi.pipeline.diffusion.network.NumberFaults::new,
            dev.kintsugi.runtime.session.OnnxModelFaults::new,
            dev.kintsugi.runtime.session.OnnxRunFaults::new,
            dev.kintsugi.runtime.capi.ReportedFaults::new);

    private Boundaries() {}
}
