using System.Diagnostics;
using OpenTelemetry.Trace;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// Begins at most so many traces a second: under load the processor works for orders and not for spans.
/// To be used below a <see cref="ParentBasedSampler"/>, so that what is traced is traced all the way.
/// </summary>
/// <param name="tracesPerSecond">The bound, also the burst; 0 begins no trace.</param>
/// <param name="time">The clock.</param>
sealed class RateLimitingSampler(double tracesPerSecond, TimeProvider time) : Sampler
{
    public const double DefaultTracesPerSecond = 10;

    readonly Lock _lock = new();
    readonly double _burst = Math.Max(tracesPerSecond, Math.Ceiling(Math.Min(tracesPerSecond, 1)));
    double _available = Math.Max(tracesPerSecond, Math.Ceiling(Math.Min(tracesPerSecond, 1)));
    long _last = time.GetTimestamp();

    // A database or HTTP call without a parent is housekeeping: a poll, a commit of a batch. It would use up the traces of requests.
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
