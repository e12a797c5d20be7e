package dev.kintsugi.corpus;

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
            dev.kintsugi.pipeline.diffusion.TokenizerFaults::new,
            dev.kintsugi.pipeline.diffusion.NumberFaults::new,
            dev.kintsugi.runtime.OnnxModelFaults::new,
            dev.kintsugi.runtime.OnnxRunFaults::new,
            dev.kintsugi.runtime.ReportedFaults::new);

    private Boundaries() {}
}
