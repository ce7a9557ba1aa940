using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.PostgreSql;

/// <summary>A service that applies pings and serves the dead-letter endpoints.</summary>
sealed class DeadLetterApplication(TestService service, WebApplication app) : IAsyncDisposable
{
    public TestService Service => service;

    public IServiceProvider Services => app.Services;

    public HttpClient Client { get; } = new() { BaseAddress = new Uri(app.Urls.Single()) };

    public static async Task<DeadLetterApplication> StartAsync(EnginesFixture engines)
    {
        var service = await engines.NewServiceAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        service.Configure(builder);
        builder.Services.AddSingleton(service.Behaviour);
        builder.AddMessaging(TestService.Subscriber(service.Name)).Handle<Ping, RecordPing>();
        builder.AddPostgresMessaging(service.Name);
        var app = builder.Build();
        app.MapMessagingEndpoints();
        await app.StartAsync(CancellationToken.None);
        return new DeadLetterApplication(service, app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await service.DisposeAsync();
    }
}
