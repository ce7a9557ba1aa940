using System.Diagnostics;
using DbPerService.ServiceDefaults;
using OpenTelemetry.Trace;

namespace DbPerService.Tests.Unit.Services;

public sealed class RateLimitingSamplerTests
{
    [Fact]
    public void Starts_no_more_traces_than_allowed()
    {
        var time = new ManualTime();
        var sampler = new RateLimitingSampler(10, time);
        Assert.Equal(10, Sampled(sampler, 1000));
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(5, Sampled(sampler, 1000));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Sampled(sampler, 1000));
    }

    [Fact]
    public void A_rate_below_one_still_starts_a_trace_now_and_then()
    {
        var time = new ManualTime();
        var sampler = new RateLimitingSampler(0.5, time);
        Assert.Equal(1, Sampled(sampler, 10));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, Sampled(sampler, 10));
    }

    [Fact]
    public void Housekeeping_starts_no_trace() => Assert.Equal(0, Sampled(new(10, new ManualTime()), 10, ActivityKind.Client));

    [Fact]
    public void A_rate_of_zero_starts_none() => Assert.Equal(0, Sampled(new(0, new ManualTime()), 10));

    static int Sampled(RateLimitingSampler sampler, int count, ActivityKind kind = ActivityKind.Server) => Enumerable.Range(0, count).Count(_ =>
        sampler.ShouldSample(new SamplingParameters(default, ActivityTraceId.CreateRandom(), "POST /orders", kind, null, null))
            .Decision == SamplingDecision.RecordAndSample);

    sealed class ManualTime : TimeProvider
    {
        long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
