package dev.kintsugi.pipeline.diffusion.scheduler;

/** Takes the noise away step by step. Latents are flat arrays of shape [channels × height × width], changed in place. */
public sealed interface Scheduler permits Ddim, Euler {

    /** How many steps. */
    int steps();

    /** The timestep that the UNet gets at step i, from the noisiest on. */
    double timestep(int i);

    /** The standard deviation of the noise to begin with. */
    double initialSigma();

    /** What latents are multiplied with before the UNet sees them at step i. */
    double inputScale(int i);

    /** Goes from step i to the next. */
    void step(int i, float[] prediction, float[] latents);

    /** The noiseless latents that the prediction of step i points at, for a preview. */
    float[] preview(int i, float[] prediction, float[] latents);
}
