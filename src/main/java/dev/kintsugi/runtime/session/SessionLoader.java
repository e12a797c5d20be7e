package dev.kintsugi.runtime.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.arena.ArenaUse;
import dev.kintsugi.runtime.arena.ProbeNetwork;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.DeviceOptions;
import dev.kintsugi.runtime.device.NativeHeap;
import dev.kintsugi.runtime.weights.NetworkBytes;
import io.quarkus.logging.Log;

/** Makes sessions of networks that were read, within the memory budget. */
final class SessionLoader {

    /** A load of fewer bytes leaves too little behind to be worth the milliseconds. */
    private static final long MUCH = 16L << 20;

    private final DeviceOptions onDevices;

    SessionLoader(DeviceOptions onDevices) {
        this.onDevices = onDevices;
    }

    /** A session of a network; what it was read from is given back, unless this fails. */
    Session open(NetworkBytes bytes, Device device) throws OrtException {
        try (var options = new SessionOptions()) {
            onDevices.configure(options, device, OptLevel.ALL_OPT);
            var check =
                    device.provider() == Device.Provider.CPU ? ProviderCheck.NONE : ProviderCheck.onFirstRun(options);
            makeRoomFor(bytes.size());
            var onnx = bytes.open(options, device.equals(Device.CPU));
            try {
                checkRoom();
                return new Session(onnx, bytes::close, device, check);
            } catch (OrtException | RuntimeException | Error e) {
                onnx.close();
                throw e;
            }
        }
    }

    /**
     * Computes the smallest network there is on a device.
     *
     * @throws InferenceException if it cannot
     */
    void prove(Device device) {
        try (var options = new SessionOptions()) {
            // Nothing can be optimised, and what is not used of ONNX Runtime takes no memory.
            onDevices.configure(options, device, OptLevel.NO_OPT);
            if (device.provider() == Device.Provider.CUDA) {
                options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
            }
            try (var session = OnnxEnvironment.get().createSession(ProbeNetwork.network(), options)) {
                ProbeNetwork.compute(session);
            }
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    boolean leavesMuchBehind(NetworkBytes bytes) {
        return bytes.size() >= MUCH;
    }

    /**
     * Gives back to the operating system what loading took and does not need any more, which is as much again as the weights
     * or more: the allocator keeps what is freed for the next time. Takes some 10 ms for each 100 MB, so no caller waits for it.
     */
    void tidy() {
        try {
            if (arenaHasSpare()) {
                ProbeNetwork.shrinkSharedArena();
            }
        } catch (InferenceException e) {
            Log.debugf("the arena of networks was not shrunk: %s", e.getMessage());
        }
        NativeHeap.trim();
    }

    private static boolean arenaHasSpare() {
        return Sessions.arenaUse()
                .filter(use -> use.allocated() - use.inUse() >= MUCH)
                .isPresent();
    }

    /**
     * ONNX Runtime takes memory for weights without asking whether the budget allows it, and once more is taken than
     * allowed nothing is refused any more, since what is left is counted without a sign. So it must not come to that.
     */
    private static void makeRoomFor(long bytes) {
        if (Sessions.arenaUse().filter(use -> !use.hasRoomFor(bytes)).isPresent()) {
            ProbeNetwork.shrinkSharedArena();
        }
    }

    private static void checkRoom() {
        if (Sessions.arenaUse().filter(ArenaUse::isOverLimit).isPresent()) {
            ProbeNetwork.shrinkSharedArena();
            var use = Sessions.arenaUse().filter(ArenaUse::isOverLimit);
            if (use.isPresent()) {
                throw new TypedException(
                                FailureType.VRAM_EXHAUSTION,
                                "The weights of the model do not fit: with what else is loaded they need "
                                        + use.get().allocated() + " bytes of memory, and "
                                        + use.get().limit()
                                        + " may be used.")
                        .with("needed_bytes", use.get().allocated())
                        .with("available_bytes", use.get().limit());
            }
        }
    }
}
