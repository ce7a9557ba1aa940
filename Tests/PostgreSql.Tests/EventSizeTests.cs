using System.Net;
using DbPerService.Messaging.PostgreSql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

public sealed class EventSizeTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    [Fact]
    public async Task A_request_whose_event_is_too_large_is_answered_with_the_limit()
    {
        await using var service = await engines.NewServiceAsync();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        service.Configure(builder);
        builder.Configuration.AddInMemoryCollection([new("Messaging:MaxEventBytes", "1000")]);
        builder.AddMessaging(service.Publisher);
        builder.AddPostgresMessaging(service.Name);
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapPost("/pings", (PostgresUnitOfWork unit) => unit.Append(new Ping(new string('x', 2000), 1)));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var answer = await client.PostAsync("/pings", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(
            "Messaging:MaxEventBytes allows 1000", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }
}
