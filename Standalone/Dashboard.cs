using DbPerService.Standalone.Processes;

namespace DbPerService.Standalone;

/// <summary>The Aspire dashboard beside the system: traces, metrics and logs of all services. Nothing depends on it.</summary>
sealed class Dashboard(RunContext context)
{
    // Its first start downloads and unpacks it.
    static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(10);

    // The exit status of eng/dashboard.sh if it is not available.
    const int Unavailable = 3;

    readonly string _url = $"http://127.0.0.1:{context.Ports.Next()}";

    public int TelemetryPort { get; } = context.Ports.Next();

    public void Start(ProcessGroup group, CancellationToken stopping)
    {
        var spec = new ProcessSpec(
            "dashboard",
            Layout.DashboardScript,
            "--frontend-url", _url,
            "--otlp-grpc-url", $"http://127.0.0.1:{TelemetryPort}",
            "--otlp-http-url", $"http://127.0.0.1:{context.Ports.Next()}")
        {
            Quiet = true,
        };
        group.Start(new Supervised(spec, context.OpenLog(spec.Name), context.Lifeline, context.Terminal, context.Clock)
        {
            StartAgain = exitCode => exitCode != Unavailable,
        });
        _ = AnnounceAsync(stopping);
    }

    async Task AnnounceAsync(CancellationToken stopping)
    {
        try
        {
            if (await Http.AnswersAsync(_url, StartPatience, TimeSpan.FromSeconds(0.5), stopping))
            {
                context.SystemFile.SetDashboard(_url);
                context.Terminal.Report($"dashboard: {_url}");
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
