using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace DbPerService.ServiceDefaults;

static class TelemetryExtensions
{
    /// <summary>Sends traces, metrics and logs where OTEL_EXPORTER_OTLP_ENDPOINT says; without it nothing is collected.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        var name = builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName;
        var resource = ResourceBuilder.CreateDefault().AddService(name);
        var tracesPerSecond = builder.Configuration.GetValue("Telemetry:TracesPerSecond", RateLimitingSampler.DefaultTracesPerSecond);
        builder.Services.AddHostedService(provider =>
            new TelemetryProviders(resource, tracesPerSecond, provider.GetRequiredService<TimeProvider>()));
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.SetResourceBuilder(resource);
            logging.IncludeFormattedMessage = true;
            logging.AddOtlpExporter();
        });
    }

    public static void UseRequestTelemetry(this IApplicationBuilder app) => app.UseMiddleware<RequestTelemetry>();
}
