using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DbPerService.ServiceDefaults;

static class TelemetryExtensions
{
    // Instead of OpenTelemetry's ten seconds: traces, metrics and logs are each flushed when the service ends, and an unresponsive
    // collector must not delay that.
    const int DefaultTimeoutMilliseconds = 2000;

    /// <summary>Exports traces, metrics and logs to OTEL_EXPORTER_OTLP_ENDPOINT; collects nothing if that is not set.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        var name = builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName;
        var tracesPerSecond = builder.Configuration.GetValue("Telemetry:TracesPerSecond", RateLimitingSampler.DefaultTracesPerSecond);
        var timeout = builder.Configuration.GetValue("OTEL_EXPORTER_OTLP_TIMEOUT", DefaultTimeoutMilliseconds);
        builder.Services.AddOpenTelemetry()
            // OTEL_RESOURCE_ATTRIBUTES last, so that an instance id from there replaces the generated one.
            .ConfigureResource(resource => resource.AddService(name).AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing
                .SetSampler(services => new ParentBasedSampler(
                    new RateLimitingSampler(tracesPerSecond, services.GetRequiredService<TimeProvider>())))
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !HealthPaths.IsPolled(context.Request.Path.Value))
                .AddHttpClientInstrumentation()
                .AddSource("DbPerService.Messaging", "DbPerService.Redis", "Npgsql", "MongoDB.Driver")
                .AddOtlpExporter(Limit))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("DbPerService.*", "Npgsql")
                .AddOtlpExporter(Limit))
            .WithLogging(logging => logging.AddOtlpExporter(Limit), options => options.IncludeFormattedMessage = true);

        void Limit(OtlpExporterOptions exporter) => exporter.TimeoutMilliseconds = timeout;
    }
}
