using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// Ends a misconfigured service with one line that says what is wrong: an exception whose message begins with a setting's name, or the
/// framework's exception about a value of the wrong type. Any other exception keeps its stack trace.
/// </summary>
static partial class StartupFailure
{
    static int _told;

    public static void ReportInOneLine(string service)
    {
        // Once per process, however many hosts a test builds in it.
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, args) =>
            {
                if (args.ExceptionObject is Exception exception and (OptionsValidationException or InvalidOperationException)
                    && (exception is OptionsValidationException || NamesSetting().IsMatch(exception.Message)))
                {
                    Console.Error.WriteLine($"{service}: {exception.Message}");
                    Environment.Exit(1);
                }
            };
        }
    }

    // "Failed to convert configuration value 'soon' at 'Messaging:Kafka:FetchWait' to type 'System.TimeSpan'."
    [GeneratedRegex(@"^([A-Za-z][\w-]*(:[\w.-]+)+:? |.* configuration value .* at '[^']+')", RegexOptions.CultureInvariant)]
    private static partial Regex NamesSetting();
}
