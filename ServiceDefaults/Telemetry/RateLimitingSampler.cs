using System.Diagnostics;
using OpenTelemetry.Trace;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// Starts at most so many traces per second, so that under load the CPU works on orders and not on spans. To be used below a
/// <see cref="ParentBasedSampler"/>, so that a started trace is complete.
/// </summary>
/// <param name="tracesPerSecond">The limit, which is also the burst; 0 starts no trace.</param>
/// <param name="time">The clock.</param>
sealed class RateLimitingSampler(double tracesPerSecond, TimeProvider time) : Sampler
{
    public const double DefaultTracesPerSecond = 10;

    readonly Lock _lock = new();
    readonly double _burst = Math.Max(tracesPerSecond, Math.Ceiling(Math.Min(tracesPerSecond, 1)));
    double _available = Math.Max(tracesPerSecond, Math.Ceiling(Math.Min(tracesPerSecond, 1)));
    long _last = time.GetTimestamp();

    // A database or HTTP call without a parent is housekeeping: a poll, a batch's commit. It would use up the traces of requests.
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind != ActivityKind.Client && Take() ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);

    bool Take()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _available = Math.Min(_burst, _available + (time.GetElapsedTime(_last, now).TotalSeconds * tracesPerSecond));
            _last = now;
            if (_available < 1)
            {
                return false;
            }

            _available--;
            return true;
        }
    }
}
