using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DbPerService.ServiceDefaults;

/// <summary>Replaces OpenTelemetry.Extensions.Hosting on the core feed, which lacks it (docs/feeds.md).</summary>
static class OpenTelemetryHosting
{
    /// <summary>Starts what is configured on the result before every other hosted service.</summary>
    public static IOpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services)
    {
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, Starter>());
        return new Builder(services);
    }

    sealed record Builder(IServiceCollection Services) : IOpenTelemetryBuilder;

    // A provider collects from the moment it is resolved, and is flushed when the host disposes its services.
    sealed class Starter(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = services.GetService<MeterProvider>();
            _ = services.GetService<TracerProvider>();
            _ = services.GetService<LoggerProvider>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
