package serve

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"respun/filter"
)

// metrics is what GET /metrics tells.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	drafts   *prometheus.CounterVec
	waits    prometheus.Counter
	handler  http.Handler
}

func newMetrics(f *filter.Filter) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "respun_http_requests_total",
			Help: "Requests by route and status; 499: the client went away."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "respun_http_request_seconds",
			Help: "Time from the header of a request to the end of its answer.", Buckets: prometheus.ExponentialBuckets(.0005, 4, 9)}, []string{"route"}),
		drafts: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "respun_check_drafts_total",
			Help: "Drafts checked, by whether they pass."}, []string{"result"}),
		waits: prometheus.NewCounter(prometheus.CounterOpts{Name: "respun_http_waits_total",
			Help: "Drafts and documents that had to wait, as too many bytes were worked on."}),
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(m.requests, m.seconds, m.drafts, m.waits, filterCollector{f}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return m
}

func (m *metrics) answer(a *answer, r *http.Request) error {
	m.handler.ServeHTTP(a, r)
	return nil
}

func (m *metrics) count(pattern string, status int, took time.Duration) {
	route := routeName(pattern)
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) checked(over bool) {
	result := "passes"
	if over {
		result = "over"
	}
	m.drafts.WithLabelValues(result).Inc()
}

// routeName is a route in records: as few as there are routes, whatever is asked for.
func routeName(pattern string) string {
	if pattern == "" {
		return "none"
	}
	return pattern
}

// filterCollector asks the filter when it is asked.
type filterCollector struct{ filter *filter.Filter }

var (
	verdictsDesc   = prometheus.NewDesc("respun_filter_verdicts_total", "Documents judged since the start, by verdict.", []string{"verdict"}, nil)
	replayedDesc   = prometheus.NewDesc("respun_filter_replayed_total", "Documents that came again under their name with their text.", nil, nil)
	candidatesDesc = prometheus.NewDesc("respun_filter_candidates_total", "Earlier documents compared by their sketch.", nil, nil)
	cappedDesc     = prometheus.NewDesc("respun_filter_capped_total", "Earlier documents left uncompared because too many shared keys.", nil, nil)
	framedDesc     = prometheus.NewDesc("respun_filter_framed_total", "Documents with a frame that was left out.", nil, nil)
	documentsDesc  = prometheus.NewDesc("respun_filter_documents", "Documents remembered.", nil, nil)
	bytesDesc      = prometheus.NewDesc("respun_filter_bytes", "Memory held for remembered documents, in bytes.", nil, nil)
)

// Describe is for prometheus.Collector.
func (c filterCollector) Describe(to chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, to) }

// Collect is for prometheus.Collector.
func (c filterCollector) Collect(to chan<- prometheus.Metric) {
	s := c.filter.Stats()
	for k := filter.Unseen; k <= filter.Error; k++ {
		to <- prometheus.MustNewConstMetric(verdictsDesc, prometheus.CounterValue, float64(s.Verdicts[k.String()]), k.String())
	}
	for desc, n := range map[*prometheus.Desc]int64{replayedDesc: s.Replayed, candidatesDesc: s.Candidates, cappedDesc: s.Capped, framedDesc: s.Framed} {
		to <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(n))
	}
	to <- prometheus.MustNewConstMetric(documentsDesc, prometheus.GaugeValue, float64(s.Documents))
	to <- prometheus.MustNewConstMetric(bytesDesc, prometheus.GaugeValue, float64(s.Bytes))
}
