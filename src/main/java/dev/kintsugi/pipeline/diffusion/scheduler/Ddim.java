package dev.kintsugi.pipeline.diffusion.scheduler;

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
        var next = schedule.alphaAfter((int) timestep(i), steps());
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
                        case SAMPLE -> noise == 0 ? 0 : (x - signal * p) / noise;
                    };
            latents[k] = (float) (nextSignal * clipped(x0) + nextNoise * epsilon);
        }
    }

    @Override
    public float[] preview(int i, float[] prediction, float[] latents) {
        var alpha = alpha(i);
        var x0 = new float[latents.length];
        for (int k = 0; k < x0.length; k++) {
            x0[k] = (float) clipped(original(latents[k], prediction[k], Math.sqrt(alpha), Math.sqrt(1 - alpha)));
        }
        return x0;
    }

    private double original(double x, double p, double signal, double noise) {
        return switch (schedule.prediction()) {
            case EPSILON -> (x - noise * p) / signal;
            case V_PREDICTION -> signal * x - noise * p;
            case SAMPLE -> p;
        };
    }

    /** What is not a number stays so. */
    private double clipped(double x0) {
        return Math.max(-schedule.clip(), Math.min(schedule.clip(), x0));
    }

    private double alpha(int i) {
        return schedule.alphasCumprod()[(int) timestep(i)];
    }
}
