namespace DbPerService.Replay.Options;

/// <param name="Seed">What the faults are drawn from.</param>
/// <param name="Duration">All faults are over by then, counted from the first order.</param>
/// <param name="Settle">How soon after the last fault everything must be final.</param>
internal sealed record ChaosOptions(int Seed, TimeSpan Duration, TimeSpan Settle)
{
    const int DefaultDuration = 180;
    const int DefaultSettle = 60;

    public static ChaosOptions? Parse(Arguments arguments)
    {
        if (arguments.Integer("--chaos", 0, int.MaxValue) is { } seed)
        {
            return new ChaosOptions(
                seed,
                TimeSpan.FromSeconds(arguments.Integer("--chaos-duration", 10, 86_400) ?? DefaultDuration),
                TimeSpan.FromSeconds(arguments.Integer("--settle", 1, 86_400) ?? DefaultSettle));
        }

        return arguments.Text("--chaos-duration") is null && arguments.Text("--settle") is null
            ? null
            : throw new UsageException("--chaos-duration and --settle need --chaos SEED");
    }
}
