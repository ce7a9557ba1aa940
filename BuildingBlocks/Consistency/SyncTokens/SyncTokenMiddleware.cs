using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace DbPerService.Consistency;

/// <summary>
/// Answers a write with a token of what it committed, and holds a read with a token until that is applied here. A header that the response
/// has already, because the request was forwarded to another service, stays as it is.
/// </summary>
sealed class SyncTokenMiddleware(RequestDelegate next, IAppliedEvents applied, IOptions<SyncTokenOptions> options)
{
    readonly SyncToken _tokens = new(options.Value.Key);

    public Task InvokeAsync(HttpContext context)
    {
        var method = context.Request.Method;
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? ReadAsync(context)
            : HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method) ? next(context)
            : WriteAsync(context);
    }

    async Task WriteAsync(HttpContext context)
    {
        var write = CommittedEvents.Begin();
        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode < StatusCodes.Status400BadRequest)
            {
                context.Response.Headers.TryAdd(SyncTokenHeaders.Token, _tokens.Write(write.Events));
            }

            return Task.CompletedTask;
        });
        await next(context);
    }

    async Task ReadAsync(HttpContext context)
    {
        var token = context.Request.Headers[SyncTokenHeaders.Token];
        if (token.Count == 0)
        {
            await next(context);
            return;
        }

        if (Read(token.ToString()) is not { } events)
        {
            await Results.ValidationProblem(new Dictionary<string, string[]> { [SyncTokenHeaders.Token] = ["Is not a token of this system."] })
                .ExecuteAsync(context);
            return;
        }

        var preferred = WaitPreference.Read(context.Request.Headers[SyncTokenHeaders.Prefer], options.Value.MaxWait);
        var wait = TimeSpan.FromSeconds(preferred ?? options.Value.DefaultWait);
        var isApplied = await applied.WaitAsync(events, wait, context.RequestAborted);
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                return Task.CompletedTask;
            }

            headers.TryAdd(SyncTokenHeaders.Status, isApplied ? SyncTokenHeaders.Applied : SyncTokenHeaders.Pending);
            if (preferred is { } seconds)
            {
                headers.TryAdd(SyncTokenHeaders.PreferenceApplied, string.Create(CultureInfo.InvariantCulture, $"wait={seconds}"));
            }

            return Task.CompletedTask;
        });
        await next(context);
    }

    /// <returns>The events of all tokens of the header, or null if one of them is not valid.</returns>
    List<CommittedEvent>? Read(string header)
    {
        if (header.Length > SyncToken.MaxLength)
        {
            return null;
        }

        var events = new List<CommittedEvent>();
        foreach (var token in header.Split(',', StringSplitOptions.TrimEntries))
        {
            if (_tokens.Read(token) is not { } named)
            {
                return null;
            }

            events.AddRange(named);
        }

        return events;
    }
}
