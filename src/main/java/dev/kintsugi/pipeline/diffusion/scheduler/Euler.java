package dev.kintsugi.pipeline.diffusion.scheduler;

/** Euler's method on the probability-flow ODE: algorithm 2 of Karras et al. 2022 without churn. */
record Euler(NoiseSchedule schedule, double[] timesteps, double[] sigmas) implements Scheduler {

    Euler(NoiseSchedule schedule, int steps) {
        this(schedule, schedule.timesteps(steps), sigmas(schedule, schedule.timesteps(steps)));
    }

    /** σ_t = √((1 − ᾱ_t) / ᾱ_t) at each timestep, linear in between, and 0 or σ_0 at the end. */
    private static double[] sigmas(NoiseSchedule schedule, double[] timesteps) {
        var sigmas = new double[timesteps.length + 1];
        for (int i = 0; i < timesteps.length; i++) {
            int below = (int) Math.floor(timesteps[i]);
            int above = Math.min(below + 1, schedule.trainSteps() - 1);
            double share = timesteps[i] - below;
            sigmas[i] = (1 - share) * sigma(schedule, below) + share * sigma(schedule, above);
        }
        sigmas[timesteps.length] = schedule.endsAtLeastSigma() ? sigma(schedule, 0) : 0;
        return sigmas;
    }

    private static double sigma(NoiseSchedule schedule, int timestep) {
        var alpha = schedule.alphasCumprod()[timestep];
        return Math.sqrt((1 - alpha) / alpha);
    }

    @Override
    public int steps() {
        return timesteps.length;
    }

    @Override
    public double timestep(int i) {
        return timesteps[i];
    }

    @Override
    public double initialSigma() {
        return schedule.spacing() == TimestepSpacing.LEADING ? Math.hypot(sigmas[0], 1) : sigmas[0];
    }

    @Override
    public double inputScale(int i) {
        return 1 / Math.hypot(sigmas[i], 1);
    }

    @Override
    public void step(int i, float[] prediction, float[] latents) {
        var sigma = sigmas[i];
        var stride = sigmas[i + 1] - sigma;
        for (int k = 0; k < latents.length; k++) {
            double x = latents[k];
            double slope = sigma == 0 ? 0 : (x - original(x, prediction[k], sigma)) / sigma;
            latents[k] = (float) (x + slope * stride);
        }
    }

    @Override
    public float[] preview(int i, float[] prediction, float[] latents) {
        var x0 = new float[latents.length];
        for (int k = 0; k < x0.length; k++) {
            x0[k] = (float) original(latents[k], prediction[k], sigmas[i]);
        }
        return x0;
    }

    private double original(double x, double p, double sigma) {
        return switch (schedule.prediction()) {
            case EPSILON -> x - sigma * p;
            case V_PREDICTION -> x / (sigma * sigma + 1) - p * sigma / Math.hypot(sigma, 1);
            case SAMPLE -> p;
        };
    }
}
