using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// The trace and metric pipelines of the process. Built here instead of by OpenTelemetry.Extensions.Hosting, which some registries lack.
/// They start before the first request and are flushed when the host has stopped everything else.
/// </summary>
sealed class TelemetryProviders(ResourceBuilder resource, double tracesPerSecond, int timeoutMilliseconds, TimeProvider time)
    : IHostedLifecycleService, IDisposable
{
    TracerProvider? _traces;
    MeterProvider? _metrics;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new ParentBasedSampler(new RateLimitingSampler(tracesPerSecond, time)))
            .AddSource(
                "DbPerService.Messaging", "DbPerService.Redis", "Npgsql", "MongoDB.Driver", "Microsoft.AspNetCore",
                "System.Net.Http")
            .AddOtlpExporter(exporter => exporter.TimeoutMilliseconds = timeoutMilliseconds)
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(
                "DbPerService.Messaging", "Npgsql", "System.Runtime", "System.Net.Http", "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel")
            .AddOtlpExporter(exporter => exporter.TimeoutMilliseconds = timeoutMilliseconds)
            .Build();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _traces = null;
        _metrics = null;
    }
}
