using DbPerService.Consistency;
using System.Text.Json.Serialization;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

/// <summary>The defaults of every service: telemetry, health, problems, an OpenAPI document, readable logs.</summary>
public static class ServiceDefaultsExtensions
{
    const string Live = "live";

    /// <summary>Adds the defaults; call it first.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        StartupFailure.ReportInOneLine(builder.Environment.ApplicationName);
        builder.AddReadableLogs();
        builder.AddTelemetry();
        builder.AddManagementPort();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<CallerOptions>().BindConfiguration("Callers").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<CallerSignature>();
        builder.Services.AddSyncTokens().AddOptions<SyncTokenOptions>()
            .Configure<CallerSignature>((options, signature) => options.Key = signature.DeriveKey("sync-token"));
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();
        // Bodies are read strictly: the document must not allow numbers in strings.
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, CommonResponses>());
        builder.Services.AddOpenApi();
        // The API's document has the endpoints without a group; this one has those with one.
        builder.Services.AddOpenApi(
            ManagementExtensions.Document, options => options.ShouldInclude = endpoint => endpoint.GroupName == ManagementExtensions.Document);
        builder.Services.Configure<KestrelServerOptions>(options => options.AddServerHeader = false);
        // A parameter that cannot be read raises an exception with its name, and so a problem with its name, in every environment.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return builder;
    }

    /// <summary>
    /// Maps /health (ready to work), /alive (the process runs) and the OpenAPI document on the API's port and on the management port; only
    /// the latter shows details. Errors become problems, and writes answer with a sync token.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseExceptionHandler();
        // Results.Problem, unlike the default page, returns a problem whatever the Accept header says.
        app.UseStatusCodePages(context => Results.Problem(statusCode: context.HttpContext.Response.StatusCode)
            .ExecuteAsync(context.HttpContext));
        app.UseSyncTokens();
        MapHealth(app, HealthResponse.WriteStatusAsync);
        app.MapOpenApi("/openapi/v1.json");

        var management = app.MapManagementGroup();
        MapHealth(management, HealthResponse.WriteDetailsAsync);
        management.MapOpenApi($"/openapi/{{documentName:regex(^{ManagementExtensions.Document}$)}}.json");
        if (app.Services.GetRequiredService<ManagementPort>().Number is null)
        {
            ManagementLog.NotServed(app.Logger);
        }

        return app;
    }

    static void MapHealth(IEndpointRouteBuilder routes, Func<HttpContext, HealthReport, Task> write)
    {
        routes.MapHealthChecks(HealthPaths.Health, new HealthCheckOptions { ResponseWriter = write });
        routes.MapHealthChecks(HealthPaths.Alive, new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Live),
            ResponseWriter = write,
        });
    }
}
