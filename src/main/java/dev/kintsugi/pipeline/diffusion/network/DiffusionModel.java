package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.diffusion.scheduler.Scheduler;
import dev.kintsugi.pipeline.diffusion.scheduler.SchedulerConfig;
import dev.kintsugi.pipeline.diffusion.tokenizer.ConfigFile;
import dev.kintsugi.pipeline.diffusion.tokenizer.Tokenizer;
import dev.kintsugi.pipeline.diffusion.tokenizer.TokenizerConfig;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a model says of itself beside its networks. All of it was checked when it was read.
 *
 * @param tokenizer its own
 * @param schedule how noise is taken away
 * @param latentChannels channels of its latents
 * @param scaling latents are divided by this before they are decoded
 * @param shift and this is added then
 * @param guidanceRescale φ of Lin et al. 2024, see {@link Conditions}
 * @param tile the side of a tile of tiled decoding, in latents
 * @param notes what its files do not say, and what was taken instead
 */
public record DiffusionModel(
        Tokenizer tokenizer,
        SchedulerConfig schedule,
        int latentChannels,
        double scaling,
        double shift,
        double guidanceRescale,
        int tile,
        List<String> notes)
        implements AutoCloseable {

    /** Pixels per latent on each side. */
    public static final int SCALE = 8;

    /** Of Stable Diffusion 1 and 2. */
    private static final int CHANNELS = 4;

    private static final double SCALING = 0.18215;
    private static final int SIDE = 512;
    private static final int LARGEST_SIDE = 1 << 14;

    /** A VAE halves the sides of a picture between its blocks. */
    private static final int BLOCKS = 4;

    private static final String TEXT = "text_encoder/config.json";
    private static final String UNET = "unet/config.json";
    private static final String VAE = "vae_decoder/config.json";
    private static final String INDEX = "model_index.json";

    /**
     * Reads and checks a model.
     *
     * @param precision of the networks that are checked
     * @param whole the networks whose files are intact: others are not checked
     * @throws TypedException model_compatibility_error if it is not one that can be drawn with, with the file and what
     *     in it; model_corruption_detected if a file is damaged
     */
    public static DiffusionModel load(Model model, String precision, Set<String> whole) throws IOException {
        requireUnet(model, precision);
        var networks = Networks.read(model, precision, whole);
        networks.check();
        var vae = ConfigFile.read(model, VAE);
        var unet = ConfigFile.read(model, UNET);
        var channels = channels(networks, unet, vae);
        side(unet);
        requireEight(vae);
        for (var field : List.of("latents_mean", "latents_std")) {
            if (vae.has(field)) {
                throw vae.refused(field, "is not supported");
            }
        }
        var scaling = vae.number("scaling_factor", SCALING, 1e-6, 1e6);
        var shift = vae.number("shift_factor", 0, -1e6, 1e6);
        var tile = Math.max(1, side(vae) / SCALE);
        var limits = model.manifest().parameters();
        var decoderSide = networks.decoderSide();
        var settings = TokenizerConfig.read(model);
        var schedule = SchedulerConfig.read(model);
        var notes = new ArrayList<>(settings.notes());
        if (!vae.has("scaling_factor")) {
            notes.add(VAE + (vae.present() ? " has no scaling_factor" : " is missing") + ": " + SCALING + " was used");
        }
        var text = ConfigFile.read(model, TEXT);
        var length = length(settings, networks, text, notes);
        var tokenizer = Tokenizer.load(model, settings, length);
        try {
            var rows = networks.embeddings();
            if (rows.isPresent()) {
                tokenizer.requireFits(rows.getAsLong());
            } else if (text.has("vocab_size")) {
                tokenizer.requireFits(text.integer("vocab_size", 0, 1, Integer.MAX_VALUE));
            }
        } catch (TypedException e) {
            tokenizer.close();
            throw e;
        }
        return new DiffusionModel(
                tokenizer,
                schedule,
                channels,
                scaling,
                shift,
                limits == null ? 0 : limits.guidanceRescale(),
                (int) Math.min(decoderSide.orElse(tile), Integer.MAX_VALUE / SCALE),
                List.copyOf(notes));
    }

    private static void requireUnet(Model model, String precision) throws IOException {
        var unet = model.network("unet", precision);
        if (Files.exists(model.path(unet))) {
            return;
        }
        var pipeline = ConfigFile.read(model, INDEX).text("_class_name", "");
        if (Files.isDirectory(model.path("transformer"))) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    INDEX + ": _class_name is \"" + pipeline + "\": models with a transformer instead of " + unet
                            + " are not supported");
        }
    }

    private static int channels(Networks networks, ConfigFile unet, ConfigFile vae) {
        var declared = networks.channels();
        var told = vae.integer("latent_channels", (int) declared.orElse(CHANNELS), 1, 256);
        if (declared.isPresent() && told != declared.getAsLong()) {
            throw vae.refused("latent_channels", "must be " + declared.getAsLong() + " as the networks have them");
        }
        var taken = unet.integer("in_channels", told, 1, 256);
        if (taken != told) {
            throw unet.refused("in_channels", "must be " + told + ", the channels of the latents");
        }
        return told;
    }

    private static void requireEight(ConfigFile vae) {
        var blocks = vae.json().path("block_out_channels");
        if (blocks.isArray() && blocks.size() != BLOCKS) {
            throw vae.refused("block_out_channels", "must have " + BLOCKS + " entries, for 8 pixels for each latent");
        }
    }

    /** The longest side that a network was trained on, as its settings count it. */
    private static int side(ConfigFile file) {
        var sides = file.json().path("sample_size");
        if (!sides.isArray()) {
            return file.integer("sample_size", SIDE, 1, LARGEST_SIDE);
        }
        var longest = 0;
        for (var side : sides) {
            if (!side.isInt() || side.intValue() < 1 || side.intValue() > LARGEST_SIDE) {
                throw file.refused("sample_size", "must have whole numbers from 1 to " + LARGEST_SIDE);
            }
            longest = Math.max(longest, side.intValue());
        }
        return longest == 0 ? SIDE : longest;
    }

    /**
     * As many ids as the networks take if they say so, else as the settings say, but never more than there is a place
     * for.
     */
    private static int length(TokenizerConfig settings, Networks networks, ConfigFile text, List<String> notes) {
        var places = text.integer("max_position_embeddings", Tokenizer.USUAL_LENGTH, 2, 1 << 16);
        var fixed = networks.tokens();
        var told = settings.length();
        if (fixed.isPresent()) {
            if (fixed.getAsInt() < 2 || fixed.getAsInt() > places) {
                throw text.refused(
                        "max_position_embeddings",
                        "does not fit to the " + fixed.getAsInt()
                                + " ids that the text encoder takes (axis 1 of input_ids)");
            }
            return fixed.getAsInt();
        }
        if (told.isEmpty()) {
            notes.add(TokenizerConfig.SETTINGS + " does not say how many tokens the model reads (model_max_length): "
                    + places + " were used");
            return places;
        }
        if (told.getAsInt() > places && text.has("max_position_embeddings")) {
            notes.add(TokenizerConfig.SETTINGS + " says that the model reads " + told.getAsInt()
                    + " tokens, but it has places for " + places + " (" + TEXT + "): these were used");
            return places;
        }
        return told.getAsInt();
    }

    public Scheduler scheduler(SchedulerKind kind, int steps) {
        return schedule.scheduler(kind, steps);
    }

    public VaeDecoder decoder(Session session, RunHandle handle) {
        return new VaeDecoder(session, handle, latentChannels, scaling, shift);
    }

    /** What the caller should know of how a picture is drawn with it. */
    public List<String> notes(SchedulerKind kind) {
        return kind == SchedulerKind.MODEL
                ? Stream.concat(notes.stream(), schedule.notes().stream()).toList()
                : notes;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
