package dev.kintsugi.pipeline.diffusion;

/** Denoising diffusion implicit models with η = 0: equation 12 of Song et al. 2020. */
record Ddim(NoiseSchedule schedule, double[] timesteps) implements Scheduler {

    Ddim(NoiseSchedule schedule, int steps) {
        this(schedule, schedule.timesteps(steps));
    }

    @Override
    public int steps() {
        return timesteps.length;
    }

    @Override
    public double timestep(int i) {
        return Math.rint(timesteps[i]);
    }

    @Override
    public double initialSigma() {
        return 1;
    }

    @Override
    public double inputScale(int i) {
        return 1;
    }

    @Override
    public void step(int i, float[] prediction, float[] latents) {
        var alpha = alpha(i);
        var next = nextAlpha(i);
        double signal = Math.sqrt(alpha);
        double noise = Math.sqrt(1 - alpha);
        double nextSignal = Math.sqrt(next);
        double nextNoise = Math.sqrt(1 - next);
        for (int k = 0; k < latents.length; k++) {
            double x = latents[k];
            double p = prediction[k];
            double x0 = original(x, p, signal, noise);
            double epsilon =
                    switch (schedule.prediction()) {
                        case EPSILON -> p;
                        case V_PREDICTION -> signal * p + noise * x;
                    };
            latents[k] = (float) (nextSignal * x0 + nextNoise * epsilon);
        }
    }

    @Override
    public float[] preview(int i, float[] prediction, float[] latents) {
        var alpha = alpha(i);
        var x0 = new float[latents.length];
        for (int k = 0; k < x0.length; k++) {
            x0[k] = (float) original(latents[k], prediction[k], Math.sqrt(alpha), Math.sqrt(1 - alpha));
        }
        return x0;
    }

    private double original(double x, double p, double signal, double noise) {
        return switch (schedule.prediction()) {
            case EPSILON -> (x - noise * p) / signal;
            case V_PREDICTION -> signal * x - noise * p;
        };
    }

    private double alpha(int i) {
        return schedule.alphasCumprod()[(int) timestep(i)];
    }

    /** ᾱ of the next step's timestep, or of the end after the last. */
    private double nextAlpha(int i) {
        return i + 1 < steps() ? alpha(i + 1) : schedule.finalAlphaCumprod();
    }
}
